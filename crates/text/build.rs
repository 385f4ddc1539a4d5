//! Gets the PDFium library that the executable carries: from THROUGHLINE_PDFIUM_LIBRARY (gzipped), the cache in target/,
//! or the package index.
use std::path::{Path, PathBuf};
use wheels::Wheel;

const PDFIUM: Wheel = Wheel {
    requirement: "pypdfium2==5.15.2",
    sha256: "dc31aea5b0fb9fefc9b537a65f4113980b2c40798445736a7e6565bc85161e37",
    platform: "manylinux_2_17_x86_64",
    what: "PDFium",
    instead: "Or point THROUGHLINE_PDFIUM_LIBRARY at a gzipped libpdfium.so, or build without the feature pdf.",
};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=THROUGHLINE_PDFIUM_LIBRARY");
    if std::env::var_os("CARGO_FEATURE_PDF").is_none() {
        return;
    }
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets OUT_DIR"));
    let here = out.join("libpdfium.so.gz");
    if let Some(ready) = std::env::var_os("THROUGHLINE_PDFIUM_LIBRARY") {
        std::fs::copy(&ready, &here)
            .unwrap_or_else(|e| panic!("THROUGHLINE_PDFIUM_LIBRARY {}: {e}", Path::new(&ready).display()));
        return;
    }
    let cached = wheels::target(&out).join("libpdfium-8149.so.gz");
    PDFIUM.fetch(&[("pypdfium2_raw/libpdfium.so", &cached)], true);
    std::fs::copy(&cached, &here).expect("OUT_DIR is writable");
}
