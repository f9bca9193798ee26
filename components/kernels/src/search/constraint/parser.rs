//! From tokens to a postfix program, by recursive descent of bounded depth.

use super::lexer::{Placed, Token, tokens};
use super::problem::{Problem, Wrong};
use super::{MOST_DEPTH, Operator, Step};

const OPERAND: &str = "a number, a parameter or '('";

/// What an expression gives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Truth,
}

/// The program of a whole text.
pub fn program(text: &str, names: &[&str]) -> Result<Vec<Step>, Problem> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        end: text.chars().count(),
        names,
        next: 0,
        depth: 0,
        program: Vec::new(),
    };
    let kind = parser.binary(0)?;
    parser.must_be(Kind::Truth, kind, 0)?;
    match parser.tokens.get(parser.next) {
        None => Ok(parser.program),
        Some(_) => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    tokens: Vec<Placed>,
    /// The place after the last character.
    end: usize,
    names: &'a [&'a str],
    next: usize,
    depth: usize,
    program: Vec<Step>,
}

/// The levels of the grammar, loosest first: or, and, comparison, sum, product.
const LEVELS: usize = 5;
const COMPARISON: usize = 2;

fn level(operator: Operator) -> usize {
    match operator {
        Operator::Or => 0,
        Operator::And => 1,
        Operator::Add | Operator::Subtract => 3,
        Operator::Multiply | Operator::Divide => 4,
        _ => COMPARISON,
    }
}

impl Parser<'_> {
    /// Operands joined by operators of one level, from left to right.
    fn binary(&mut self, at_level: usize) -> Result<Kind, Problem> {
        let from = self.next;
        let mut kind = self.operand(at_level)?;
        let mut joined = 0;
        while let Some(operator) = self.operator_of(at_level) {
            if at_level == COMPARISON && joined > 0 {
                return Err(self.wrong(self.next, Wrong::Chained));
            }
            let wanted = if at_level < COMPARISON {
                Kind::Truth
            } else {
                Kind::Number
            };
            self.must_be(wanted, kind, from)?;
            self.next += 1;
            let right = self.next;
            let found = self.operand(at_level)?;
            self.must_be(wanted, found, right)?;
            self.program.push(Step::Binary(operator));
            kind = if operator.makes_truth() {
                Kind::Truth
            } else {
                Kind::Number
            };
            joined += 1;
        }
        Ok(kind)
    }

    fn operand(&mut self, of_level: usize) -> Result<Kind, Problem> {
        // `not` binds looser than a comparison and tighter than `and`.
        if of_level + 1 == COMPARISON && self.token() == Some(&Token::Not) {
            return self.negation();
        }
        if of_level + 1 < LEVELS {
            self.binary(of_level + 1)
        } else {
            self.sign()
        }
    }

    fn negation(&mut self) -> Result<Kind, Problem> {
        self.next += 1;
        let from = self.next;
        let kind = self.deeper(|parser| parser.operand(COMPARISON - 1))?;
        self.must_be(Kind::Truth, kind, from)?;
        self.program.push(Step::Not);
        Ok(Kind::Truth)
    }

    fn sign(&mut self) -> Result<Kind, Problem> {
        match self.token().cloned() {
            Some(Token::Operator(Operator::Subtract)) => {
                self.next += 1;
                let from = self.next;
                let kind = self.deeper(Self::sign)?;
                self.must_be(Kind::Number, kind, from)?;
                self.program.push(Step::Negative);
                Ok(Kind::Number)
            }
            Some(Token::Number(number)) => Ok(self.leaf(Step::Number(number))),
            Some(Token::Name(name)) => {
                let at = self.parameter(name)?;
                Ok(self.leaf(Step::Parameter(at)))
            }
            Some(Token::Open) => self.group(),
            _ => Err(self.unexpected(OPERAND)),
        }
    }

    fn leaf(&mut self, step: Step) -> Kind {
        self.program.push(step);
        self.next += 1;
        Kind::Number
    }

    fn group(&mut self) -> Result<Kind, Problem> {
        self.next += 1;
        let kind = self.deeper(|parser| parser.binary(0))?;
        if self.token() != Some(&Token::Close) {
            return Err(self.unexpected("an operator or ')'"));
        }
        self.next += 1;
        Ok(kind)
    }

    fn parameter(&self, name: String) -> Result<usize, Problem> {
        let at = self.names.iter().position(|known| *known == name);
        at.ok_or_else(|| {
            let known = self.names.iter().map(|name| (*name).to_owned()).collect();
            self.wrong(self.next, Wrong::Unknown { name, known })
        })
    }

    fn deeper(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Kind, Problem>,
    ) -> Result<Kind, Problem> {
        if self.depth == MOST_DEPTH {
            return Err(self.wrong(self.next, Wrong::TooDeep));
        }
        self.depth += 1;
        let kind = inner(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn operator_of(&self, at_level: usize) -> Option<Operator> {
        match self.token() {
            Some(Token::Operator(operator)) if level(*operator) == at_level => Some(*operator),
            _ => None,
        }
    }

    fn token(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|placed| &placed.token)
    }

    fn must_be(&self, wanted: Kind, found: Kind, from: usize) -> Result<(), Problem> {
        match (wanted, found) {
            (Kind::Truth, Kind::Number) => Err(self.wrong(from, Wrong::NotCondition)),
            (Kind::Number, Kind::Truth) => Err(self.wrong(from, Wrong::NotNumber)),
            _ => Ok(()),
        }
    }

    fn unexpected(&self, wanted: &'static str) -> Problem {
        let found = self.tokens.get(self.next).map(|placed| placed.text.clone());
        self.wrong(self.next, Wrong::Unexpected { found, wanted })
    }

    /// A problem at a token, or at the end of the text.
    fn wrong(&self, token: usize, wrong: Wrong) -> Problem {
        let at = self.tokens.get(token).map_or(self.end, |placed| placed.at);
        Problem::new(at, wrong)
    }
}
