//! Agglomerative clustering: the two nearest clusters become one until one is left.

use crate::portfolio::matrix::Square;

/// How far a merged cluster is from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linkage {
    /// As its nearest member.
    Single,
    /// As its farthest member.
    Complete,
    /// As its members on average.
    Average,
    /// By the growth of the squared deviations (Ward 1963).
    Ward,
}

/// One merger. Clusters below the number of leaves are leaves; merger `k` makes the cluster
/// with the number of leaves plus `k`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merger {
    /// The cluster that is older, thus has the smaller number.
    pub left: usize,
    /// The other one.
    pub right: usize,
    /// Their distance.
    pub height: f64,
}

struct Cluster {
    number: usize,
    size: f64,
}

/// The mergers, nearest first: one fewer than there are leaves. Of equal distances the one
/// between older clusters goes first.
pub fn link(distances: &Square, linkage: Linkage) -> Vec<Merger> {
    let leaves = distances.size();
    let mut table: Vec<Vec<f64>> = (0..leaves).map(|i| distances.row(i).to_vec()).collect();
    let leaf = |number| Cluster { number, size: 1.0 };
    let mut clusters: Vec<Cluster> = (0..leaves).map(leaf).collect();
    let mut mergers = Vec::with_capacity(leaves.saturating_sub(1));
    while let Some((i, j)) = nearest(&table) {
        let height = table[i][j];
        let (a, b) = (&clusters[i], &clusters[j]);
        let (left, right) = if a.number < b.number { (a, b) } else { (b, a) };
        mergers.push(Merger {
            left: left.number,
            right: right.number,
            height,
        });
        let row: Vec<f64> = (0..table.len())
            .map(|k| {
                let sizes = [clusters[i].size, clusters[j].size, clusters[k].size];
                distance(linkage, [table[i][k], table[j][k], height], sizes)
            })
            .collect();
        let merged = Cluster {
            number: leaves + mergers.len() - 1,
            size: clusters[i].size + clusters[j].size,
        };
        replace(&mut table, (i, j), row);
        clusters.remove(j);
        clusters[i] = merged;
    }
    mergers
}

fn nearest(table: &[Vec<f64>]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize)> = None;
    for i in 0..table.len() {
        for j in i + 1..table.len() {
            if best.is_none_or(|(a, b)| table[i][j] < table[a][b]) {
                best = Some((i, j));
            }
        }
    }
    best
}

/// Row and column `i < j` become the merged cluster's, those of `j` go.
fn replace(table: &mut Vec<Vec<f64>>, (i, j): (usize, usize), mut row: Vec<f64>) {
    row[i] = 0.0;
    for (line, value) in table.iter_mut().zip(&row) {
        line[i] = *value;
        line.remove(j);
    }
    row.remove(j);
    table.remove(j);
    table[i] = row;
}

/// Lance and Williams (1967): the distance of cluster `k` to the merger of `i` and `j`, from
/// `[ik, jk, ij]` and the three sizes.
fn distance(linkage: Linkage, [ik, jk, ij]: [f64; 3], [i, j, k]: [f64; 3]) -> f64 {
    match linkage {
        Linkage::Single => {
            if ik < jk {
                ik
            } else {
                jk
            }
        }
        Linkage::Complete => {
            if ik > jk {
                ik
            } else {
                jk
            }
        }
        Linkage::Average => (i * ik + j * jk) / (i + j),
        Linkage::Ward => {
            let total = i + j + k;
            let squared = ((i + k) * ik * ik + (j + k) * jk * jk - k * ij * ij) / total;
            if squared > 0.0 { squared.sqrt() } else { 0.0 }
        }
    }
}

/// The leaves of every cluster, in the order of the tree; the last entry is the whole.
pub fn members(leaves: usize, mergers: &[Merger]) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = (0..leaves).map(|leaf| vec![leaf]).collect();
    for merger in mergers {
        let both = [&members[merger.left][..], &members[merger.right][..]].concat();
        members.push(both);
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Square {
        let places: [f64; 4] = [0.0, 1.0, 5.0, 7.0];
        Square::symmetric(4, |i, j| (places[i] - places[j]).abs())
    }

    #[test]
    fn near_points_merge_first() {
        let mergers = link(&line(), Linkage::Single);
        let pairs: Vec<(usize, usize)> = mergers.iter().map(|m| (m.left, m.right)).collect();
        assert_eq!(pairs, [(0, 1), (2, 3), (4, 5)]);
        assert_eq!(mergers[2].height, 4.0);
        assert_eq!(members(4, &mergers).last(), Some(&vec![0, 1, 2, 3]));
    }

    #[test]
    fn each_linkage_has_its_own_height() {
        let top = |linkage| link(&line(), linkage)[2].height;
        assert_eq!(top(Linkage::Complete), 7.0);
        assert_eq!(top(Linkage::Average), 5.5);
        // Centres 0.5 and 6, two points each: sqrt(2 * 2 * 2 / 4) * 5.5.
        assert!((top(Linkage::Ward) - 2.0_f64.sqrt() * 5.5).abs() < 1e-14);
    }
}
