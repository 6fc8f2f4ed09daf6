//! Merkle trees as in RFC 6962, section 2.1, with SHA-256: the hash of a leaf is that of 0x00 and its
//! data, the hash of a node that of 0x01 and its two children. Of n leaves, the left subtree has the
//! largest power of two that is less than n.

use super::Digest;

/// All hashes of a tree: two for each leaf.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The leaves, then each level up to the root. A node without a sibling moves up unchanged, which
    /// gives the same tree as the recursive definition.
    levels: Vec<Vec<Digest>>,
}

/// The hash of a leaf.
pub fn leaf_hash(data: &[u8]) -> Digest {
    Digest::of_parts(&[&[0], data])
}

fn node_hash(left: &Digest, right: &Digest) -> Digest {
    Digest::of_parts(&[&[1], left.as_bytes(), right.as_bytes()])
}

impl Tree {
    /// The tree over these hashes of leaves.
    pub fn of(leaves: Vec<Digest>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|level| level.len() > 1) {
            let parents = below.chunks(2).map(|pair| match pair {
                [left, right] => node_hash(left, right),
                rest => rest.first().copied().unwrap_or(Digest::ZERO),
            });
            let parents = parents.collect();
            levels.push(parents);
        }
        Self { levels }
    }

    /// The number of leaves.
    pub fn len(&self) -> usize {
        self.levels.first().map_or(0, Vec::len)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The Merkle root; that of no leaves is the hash of nothing.
    pub fn root(&self) -> Digest {
        let top = self.levels.last().and_then(|level| level.first());
        top.copied().unwrap_or_else(|| Digest::of(""))
    }

    /// The inclusion proof of a leaf: the siblings on the way from it to the root. None if there is no
    /// such leaf.
    pub fn path(&self, index: usize) -> Option<Vec<Digest>> {
        if index >= self.len() {
            return None;
        }
        let siblings = self.levels.iter().enumerate();
        Some(siblings.filter_map(|(up, level)| level.get((index >> up) ^ 1).copied()).collect())
    }
}

/// The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2). None if it has too many or
/// too few hashes for this place in a tree of this size.
pub fn root_of_path(leaf: Digest, index: u64, size: u64, path: &[Digest]) -> Option<Digest> {
    if index >= size {
        return None;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // The last node of a level that has no sibling moves up.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The leaves of the test vectors of Certificate Transparency, and the roots over the first of
    /// them.
    const LEAVES: [&str; 8] = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ];
    const ROOTS: [&str; 9] = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    /// Index, size, and the hashes of the path.
    const PATHS: [(usize, usize, &[&str]); 5] = [
        (0, 1, &[]),
        (
            0,
            8,
            &[
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            &[
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (2, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
        (
            1,
            5,
            &[
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            ],
        ),
    ];

    fn first(size: usize) -> Vec<Digest> {
        LEAVES[..size].iter().map(|leaf| leaf_hash(&hex::decode(leaf).unwrap())).collect()
    }

    fn numbered(size: usize) -> Vec<Digest> {
        (0..size).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    /// The recursive definition, word for word.
    fn by_definition(leaves: &[Digest]) -> Digest {
        match leaves {
            [] => Digest::of(""),
            [leaf] => *leaf,
            _ => {
                let left = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(left);
                node_hash(&by_definition(left), &by_definition(right))
            }
        }
    }

    #[test]
    fn the_roots_are_those_of_certificate_transparency() {
        for (size, root) in ROOTS.iter().enumerate() {
            assert_eq!(Tree::of(first(size)).root().hex(), *root, "{size}");
        }
    }

    #[test]
    fn the_paths_are_those_of_certificate_transparency() {
        for (index, size, path) in PATHS {
            let leaves = first(size);
            let tree = Tree::of(leaves.clone());
            let made: Vec<String> = tree.path(index).unwrap().iter().map(Digest::hex).collect();
            assert_eq!(made, path, "{index} of {size}");
            let path: Vec<Digest> = path.iter().filter_map(|text| Digest::parse(text)).collect();
            let root = root_of_path(leaves[index], index as u64, size as u64, &path);
            assert_eq!(root, Some(tree.root()));
        }
    }

    #[test]
    fn every_leaf_of_every_small_tree_has_a_path_and_no_other_place_has_it() {
        for size in 0..70 {
            let leaves = numbered(size);
            let tree = Tree::of(leaves.clone());
            assert_eq!(tree.root(), by_definition(&leaves));
            assert_eq!(tree.path(size), None);
            for (index, leaf) in leaves.iter().enumerate() {
                let path = tree.path(index).unwrap();
                for other in 0..=size {
                    let found = root_of_path(*leaf, other as u64, size as u64, &path);
                    assert_eq!(found == Some(tree.root()), other == index, "{other} of {size}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_path_leads_to_the_root_and_a_changed_one_does_not(
            size in 1_usize..3_000, at in any::<prop::sample::Index>(),
            change in any::<prop::sample::Index>(), bit in 0_u8..8,
        ) {
            let leaves = numbered(size);
            let tree = Tree::of(leaves.clone());
            prop_assert_eq!(tree.root(), by_definition(&leaves));
            let index = at.index(size);
            let path = tree.path(index).unwrap();
            prop_assert!(path.len() <= 12);
            let root = |leaf, path: &[Digest]| root_of_path(leaf, index as u64, size as u64, path);
            prop_assert_eq!(root(leaves[index], &path), Some(tree.root()));
            prop_assert_ne!(root(leaf_hash(b"another"), &path), Some(tree.root()));
            let longer = [path.clone(), vec![Digest::ZERO]].concat();
            prop_assert_eq!(root(leaves[index], &longer), None);
            if !path.is_empty() {
                prop_assert_eq!(root(leaves[index], &path[1..]), None);
                let mut changed = path.clone();
                changed[change.index(path.len())].0[7] ^= 1 << bit;
                prop_assert_ne!(root(leaves[index], &changed), Some(tree.root()));
            }
        }

        #[test]
        fn hostile_paths_do_not_lead_anywhere_and_do_not_panic(
            index in any::<u64>(), size in any::<u64>(), len in 0_usize..80,
        ) {
            let path = vec![Digest::ZERO; len];
            let _ = root_of_path(Digest::ZERO, index, size, &path);
        }
    }
}
