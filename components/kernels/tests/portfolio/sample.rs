//! Reference files that lie beside the project, and seeded random markets.

use sandbourse_kernels::portfolio::matrix::Square;
use sandbourse_kernels::simulate::random::Draws;
use serde_json::Value;
use std::path::PathBuf;

/// One reference file with the returns that it was made from.
pub struct Reference {
    pub json: Value,
    pub names: Vec<String>,
    pub returns: Vec<Vec<f64>>,
}

impl Reference {
    /// None, said on the output, where the reference files are not there.
    pub fn read(name: &str) -> Option<Self> {
        let text = read(&format!("golden/portfolio/{name}.json"))?;
        let json: Value = serde_json::from_str(&text).unwrap();
        let series = &json["input"]["series"];
        let closes = read(&format!("data/{}", series["file"].as_str().unwrap()))?;
        let names: Vec<String> = strings(&json["input"]["assets"]);
        let (start, end) = (series["start"].as_str()?, series["end"].as_str()?);
        let prices = columns(&closes, &names, start, end);
        let returns = prices
            .iter()
            .map(|p| p.windows(2).map(|p| p[1] / p[0] - 1.0).collect())
            .collect();
        Some(Self {
            json,
            names,
            returns,
        })
    }

    pub fn columns(&self) -> Vec<&[f64]> {
        self.returns.iter().map(Vec::as_slice).collect()
    }

    /// A number by its path, such as `/parameters/rf`.
    pub fn number(&self, path: &str) -> f64 {
        self.json.pointer(path).unwrap().as_f64().unwrap()
    }

    /// One number an asset.
    pub fn vector(&self, path: &str) -> Vec<f64> {
        let by_name = self.json.pointer(path).unwrap();
        let one = |name: &String| by_name[name].as_f64().unwrap();
        self.names.iter().map(one).collect()
    }

    pub fn matrix(&self, path: &str) -> Square {
        let rows = self.json.pointer(path).unwrap().as_array().unwrap();
        let row = |row: &Value| -> Vec<f64> {
            let cells = row.as_array().unwrap().iter();
            cells.map(|c| c.as_f64().unwrap()).collect()
        };
        Square::from_rows(&rows.iter().map(row).collect::<Vec<_>>()).unwrap()
    }
}

fn strings(list: &Value) -> Vec<String> {
    let items = list.as_array().unwrap().iter();
    items.map(|s| s.as_str().unwrap().to_owned()).collect()
}

/// A file of the reference folder beside the project.
pub fn read(name: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let text = std::fs::read_to_string(root.join(name));
    if text.is_err() {
        println!("skipped: {name} is not there");
    }
    text.ok()
}

fn columns(csv: &str, names: &[String], start: &str, end: &str) -> Vec<Vec<f64>> {
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().unwrap().split(',').collect();
    let places: Vec<usize> = names
        .iter()
        .map(|name| head.iter().position(|h| h == name).unwrap())
        .collect();
    let mut columns = vec![Vec::new(); names.len()];
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[0] < start || cells[0] > end {
            continue;
        }
        for (column, place) in columns.iter_mut().zip(&places) {
            column.push(cells[*place].parse().unwrap());
        }
    }
    columns
}

/// Daily returns of `assets` that share one factor, from a named seed.
pub fn market(name: &str, assets: usize, days: usize) -> Vec<Vec<f64>> {
    let draws = Draws::named(name);
    let day = |t: usize| i64::try_from(t).unwrap();
    let stream = |asset: usize| u64::try_from(asset).unwrap() + 10;
    (0..assets)
        .map(|asset| {
            let beta = 0.4 + 1.2 * draws.uniform(1, day(asset));
            let own = 0.005 + 0.015 * draws.uniform(2, day(asset));
            let drift = 0.001 * (draws.uniform(3, day(asset)) - 0.3);
            let one = |t| {
                let common = 0.008 * draws.normal(4, day(t));
                drift + beta * common + own * draws.normal(stream(asset), day(t))
            };
            (0..days).map(one).collect()
        })
        .collect()
}
