use super::*;

#[test]
fn look() {
    let pdf = release(&sample()).unwrap();
    std::fs::write("/tmp/sample.pdf", &pdf.bytes).unwrap();
    eprintln!("{} bytes {} pages", pdf.bytes.len(), pdf.pages);
}
