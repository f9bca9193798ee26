//! Words and signs of a condition, with their places.

use super::Operator;
use super::problem::{Problem, Wrong};

/// A word or sign.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A finite number without a sign.
    Number(f64),
    /// The name of a parameter.
    Name(String),
    /// An operator between two operands.
    Operator(Operator),
    Not,
    Open,
    Close,
}

/// A token, where it begins and how it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub token: Token,
    pub at: usize,
    pub text: String,
}

/// All tokens of a text of bounded length.
pub fn tokens(text: &str) -> Result<Vec<Placed>, Problem> {
    let characters: Vec<char> = text.chars().take(super::MOST_CHARACTERS + 1).collect();
    if characters.len() > super::MOST_CHARACTERS {
        return Err(Problem::new(super::MOST_CHARACTERS, Wrong::TooLong));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = characters.get(at) {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&characters[at..]).map_err(|wrong| Problem::new(at, wrong))?;
        let text = characters[at..at + length].iter().collect();
        found.push(Placed { token, at, text });
        at += length;
    }
    Ok(found)
}

/// The token at the beginning and its length; `rest` is not empty.
fn token(rest: &[char]) -> Result<(Token, usize), Wrong> {
    let next = rest.get(1).copied();
    match rest[0] {
        '(' => Ok((Token::Open, 1)),
        ')' => Ok((Token::Close, 1)),
        '`' => quoted(rest),
        first if first.is_ascii_digit() => number(rest),
        '.' if next.is_some_and(|next| next.is_ascii_digit()) => number(rest),
        first if first.is_alphabetic() || first == '_' => Ok(word(rest)),
        first => operator(first, next).ok_or(Wrong::Character(first)),
    }
}

fn operator(first: char, next: Option<char>) -> Option<(Token, usize)> {
    let (operator, length) = match (first, next) {
        ('<', Some('=')) => (Operator::AtMost, 2),
        ('>', Some('=')) => (Operator::AtLeast, 2),
        ('=', Some('=')) => (Operator::Equal, 2),
        ('!', Some('=')) => (Operator::Differs, 2),
        ('<', _) => (Operator::Less, 1),
        ('>', _) => (Operator::Greater, 1),
        ('+', _) => (Operator::Add, 1),
        ('-', _) => (Operator::Subtract, 1),
        ('*', _) => (Operator::Multiply, 1),
        ('/', _) => (Operator::Divide, 1),
        _ => return None,
    };
    Some((Token::Operator(operator), length))
}

fn quoted(rest: &[char]) -> Result<(Token, usize), Wrong> {
    let length = rest[1..].iter().position(|c| *c == '`');
    let length = length.ok_or(Wrong::OpenName)?;
    let name = rest[1..=length].iter().collect();
    Ok((Token::Name(name), length + 2))
}

fn word(rest: &[char]) -> (Token, usize) {
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let length = rest.iter().take_while(|c| is_part(c)).count();
    let text: String = rest[..length].iter().collect();
    let token = match text.to_ascii_lowercase().as_str() {
        "and" => Token::Operator(Operator::And),
        "or" => Token::Operator(Operator::Or),
        "not" => Token::Not,
        _ => Token::Name(text),
    };
    (token, length)
}

/// Digits, a point, an exponent; a letter behind them is part of the mistake, not a name.
fn number(rest: &[char]) -> Result<(Token, usize), Wrong> {
    let mut length = 0;
    while let Some(c) = rest.get(length) {
        let is_sign = matches!(c, '+' | '-') && matches!(rest[length.max(1) - 1], 'e' | 'E');
        if !(is_sign || c.is_alphanumeric() || matches!(c, '.' | '_')) {
            break;
        }
        length += 1;
    }
    let text: String = rest[..length].iter().collect();
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((Token::Number(number), length)),
        _ => Err(Wrong::Number(text)),
    }
}
