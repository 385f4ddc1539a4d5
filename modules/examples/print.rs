//! Prints the statements that make a new database, for a look with psql.
fn main() {
    for s in modules::schema() {
        println!("-- {}:{}\n{};", s.file, s.line, s.sql);
    }
}
