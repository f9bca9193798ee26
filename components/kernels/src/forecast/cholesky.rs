//! Linear equations with a symmetric positive definite matrix.

/// Solves `A x = b` by `A = L L'`; `a` holds `b.len()` rows one after another. None when the
/// matrix is not positive definite.
pub fn solve(mut a: Vec<f64>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    for row in 0..n {
        for column in 0..=row {
            let known: f64 = (0..column)
                .map(|k| a[row * n + k] * a[column * n + k])
                .sum();
            let rest = a[row * n + column] - known;
            a[row * n + column] = if row == column {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / a[column * n + column]
            };
        }
    }
    for row in 0..n {
        let known: f64 = (0..row).map(|k| a[row * n + k] * b[k]).sum();
        b[row] = (b[row] - known) / a[row * n + row];
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| a[k * n + row] * b[k]).sum();
        b[row] = (b[row] - known) / a[row * n + row];
    }
    Some(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_system_is_solved() {
        let a = vec![4.0, 2.0, 0.6, 2.0, 5.0, 1.0, 0.6, 1.0, 3.0];
        let x = solve(a, vec![4.0 + 4.0 + 1.8, 2.0 + 10.0 + 3.0, 0.6 + 2.0 + 9.0]).unwrap();
        for (found, expected) in x.iter().zip([1.0, 2.0, 3.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn a_singular_matrix_is_refused() {
        assert_eq!(solve(vec![1.0, 1.0, 1.0, 1.0], vec![1.0, 1.0]), None);
    }
}
