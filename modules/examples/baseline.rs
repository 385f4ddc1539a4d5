//! Prints what `migrations/0001_foundation.sql` froze: `kit`, then every type, table, reference and index.
//! Useful for a migration's author: what this prints now and what the migrations make must agree.
fn main() {
    use platform::install::Kind;
    let wanted = |kind: Kind| kind.is_structural() || kind == Kind::KitFunction;
    for s in modules::PRODUCT.schema().into_iter().filter(|s| wanted(s.kind)) {
        println!("{};\n", s.sql);
    }
}
