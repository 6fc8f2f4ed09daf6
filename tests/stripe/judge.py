"""Judges the PDF of an invoice with `factur-x`, pikepdf and lxml; prints what they found as JSON, or
fails."""

import json
import subprocess
import sys

import facturx
import pikepdf
from lxml import etree

RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
RSM = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"


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
