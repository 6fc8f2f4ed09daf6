//! Invoices as data: the XML of Factur-X in the profile EN 16931, which is the "cross industry
//! invoice" of UN/CEFACT (D16B). What each element is called in the standard (BT-…) is in the order
//! in which the schema wants them. Amounts are exact: a line's price is that of its whole quantity.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use quick_xml::escape::escape;

use crate::model::billing::decimal;
use crate::model::billing::invoice::{Buyer, Content, Invoice, InvoiceKind, Seller, percent};
use crate::model::{Locale, Timestamp};
use crate::render::words;

/// The name that the file has inside a PDF.
pub const NAME: &str = "factur-x.xml";

/// The XML of an invoice.
pub fn xml(invoice: &Invoice) -> String {
    let content = &invoice.content;
    let zone = TimeZone::get(&content.zone).unwrap_or(TimeZone::UTC);
    let day = |at: Timestamp| at.day_in(&zone).strftime("%Y%m%d").to_string();
    let locale = content.buyer.locale.unwrap_or(Locale::Fr);
    let words = words(locale);
    let (seller, sums) = (&content.seller, content.sums());
    let code = match invoice.kind {
        InvoiceKind::Invoice => "380",
        InvoiceKind::CreditNote => "381",
    };
    let penalties = match locale {
        Locale::Fr => &seller.penalties_fr,
        Locale::En => &seller.penalties_en,
    };
    let category = words.say("invoice-category");
    // What French law wants said of late and early payments has a code each (BR-FR-05).
    let (recovery, discount) = (words.say("invoice-recovery"), words.say("invoice-discount"));
    let notes = [
        (penalties.as_str(), "PMD"),
        (recovery.as_ref(), "PMT"),
        (discount.as_ref(), "AAB"),
        (category.as_ref(), "AAI"),
    ];
    let notes: String = notes
        .into_iter()
        .map(|(note, subject)| {
            format!(
                "<ram:IncludedNote><ram:Content>{}</ram:Content><ram:SubjectCode>{subject}\
                 </ram:SubjectCode></ram:IncludedNote>",
                text(note)
            )
        })
        .collect();
    let (tax, rate) = match seller.vat_rate {
        0 => ("E", "0".to_owned()),
        rate => ("S", percent(rate)),
    };
    let (reason, reason_code) = match seller.vat_rate {
        0 => (
            format!("<ram:ExemptionReason>{}</ram:ExemptionReason>", text(EXEMPT)),
            "<ram:ExemptionReasonCode>VATEX-FR-FRANCHISE</ram:ExemptionReasonCode>",
        ),
        _ => (String::new(), ""),
    };
    let period = content.period.map_or(String::new(), |(from, until)| {
        format!(
            "<ram:BillingSpecifiedPeriod><ram:StartDateTime>{}</ram:StartDateTime><ram:EndDateTime>{}\
             </ram:EndDateTime></ram:BillingSpecifiedPeriod>",
            date("udt", &day(from)),
            date("udt", &day(until))
        )
    });
    let corrected = content.corrects.as_ref().map_or(String::new(), |(number, at)| {
        format!(
            "<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{}</ram:IssuerAssignedID>\
             <ram:FormattedIssueDateTime>{}</ram:FormattedIssueDateTime>\
             </ram:InvoiceReferencedDocument>",
            text(number),
            date("qdt", &day(*at))
        )
    });
    let currency = content.currency.to_ascii_uppercase();
    let (net, vat, gross) = (decimal(sums.net), decimal(sums.vat), decimal(sums.gross));
    let mut xml = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        xml,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext>
<ram:BusinessProcessSpecifiedDocumentContextParameter><ram:ID>S2</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:GuidelineSpecifiedDocumentContextParameter><ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>
</rsm:ExchangedDocumentContext>
<rsm:ExchangedDocument>
<ram:ID>{number}</ram:ID>
<ram:TypeCode>{code}</ram:TypeCode>
<ram:IssueDateTime>{issued}</ram:IssueDateTime>
{notes}
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction>
<ram:IncludedSupplyChainTradeLineItem>
<ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
<ram:SpecifiedTradeProduct><ram:Name>{label}</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>{net}</ram:ChargeAmount><ram:BasisQuantity unitCode="C62">{quantity}</ram:BasisQuantity></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{quantity}</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement>
<ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode><ram:CategoryCode>{tax}</ram:CategoryCode><ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>{net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
</ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement>
{seller}
{buyer}
</ram:ApplicableHeaderTradeAgreement>
<ram:ApplicableHeaderTradeDelivery>
<ram:ActualDeliverySupplyChainEvent><ram:OccurrenceDateTime>{delivered}</ram:OccurrenceDateTime></ram:ActualDeliverySupplyChainEvent>
</ram:ApplicableHeaderTradeDelivery>
<ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>{currency}</ram:InvoiceCurrencyCode>
<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>48</ram:TypeCode></ram:SpecifiedTradeSettlementPaymentMeans>
<ram:ApplicableTradeTax><ram:CalculatedAmount>{vat}</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>{reason}<ram:BasisAmount>{net}</ram:BasisAmount><ram:CategoryCode>{tax}</ram:CategoryCode>{reason_code}<ram:RateApplicablePercent>{rate}</ram:RateApplicablePercent></ram:ApplicableTradeTax>
{period}
<ram:SpecifiedTradePaymentTerms><ram:Description>{terms}</ram:Description><ram:DueDateDateTime>{due}</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>{net}</ram:LineTotalAmount>
<ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="{currency}">{vat}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount>
<ram:TotalPrepaidAmount>{gross}</ram:TotalPrepaidAmount>
<ram:DuePayableAmount>0.00</ram:DuePayableAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
{corrected}
</ram:ApplicableHeaderTradeSettlement>
</rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"#,
        number = text(&invoice.number),
        issued = date("udt", &day(invoice.issued_at)),
        // It is paid: of the day of the payment (BR-FR-CO-09).
        due = date("udt", &day(content.paid_at)),
        label = text(&content.line.label),
        quantity = content.line.quantity.max(1),
        seller = selling(seller),
        buyer = buying(&content.buyer),
        delivered = date("udt", &day(content.paid_at)),
        terms = text(&words.say(paid_key(content))),
    );
    xml
}

/// What an invoice without VAT says (CGI, annexe II, art. 242 nonies A).
pub const EXEMPT: &str = "TVA non applicable, art. 293 B du CGI";

/// The sentence on how it was paid, or given back.
pub fn paid_key(content: &Content) -> &'static str {
    if content.corrects.is_some() { "invoice-given-back" } else { "invoice-paid" }
}

fn selling(seller: &Seller) -> String {
    let tax = match seller.vat_rate {
        // Without a VAT number, the number of the business.
        0 => format!(r#"<ram:ID schemeID="FC">{}</ram:ID>"#, text(seller.siren())),
        _ => format!(r#"<ram:ID schemeID="VA">{}</ram:ID>"#, text(&seller.vat_number)),
    };
    format!(
        r#"<ram:SellerTradeParty><ram:Name>{name}</ram:Name>{form}<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{siren}</ram:ID></ram:SpecifiedLegalOrganization>{address}{email}<ram:SpecifiedTaxRegistration>{tax}</ram:SpecifiedTaxRegistration></ram:SellerTradeParty>"#,
        name = text(&seller.name),
        form = optional("Description", &seller.legal_form),
        siren = text(seller.siren()),
        address = address(&seller.postal_code, [&seller.line, ""], &seller.city, &seller.country),
        email = electronic(&seller.email),
    )
}

fn buying(buyer: &Buyer) -> String {
    let organisation = buyer.siren().map_or(String::new(), |siren| {
        format!(
            r#"<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{}</ram:ID></ram:SpecifiedLegalOrganization>"#,
            text(siren)
        )
    });
    let tax = buyer.vat_number.as_ref().map_or(String::new(), |number| {
        format!(
            r#"<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{}</ram:ID></ram:SpecifiedTaxRegistration>"#,
            text(number)
        )
    });
    format!(
        "<ram:BuyerTradeParty><ram:Name>{}</ram:Name>{organisation}{}{}{tax}</ram:BuyerTradeParty>",
        text(&buyer.name),
        address(&buyer.postal_code, [&buyer.line, &buyer.line2], &buyer.city, &buyer.country),
        electronic(&buyer.email),
    )
}

fn address(code: &str, [one, two]: [&str; 2], city: &str, country: &str) -> String {
    format!(
        "<ram:PostalTradeAddress>{}{}{}{}{}</ram:PostalTradeAddress>",
        optional("PostcodeCode", code),
        optional("LineOne", one),
        optional("LineTwo", two),
        optional("CityName", city),
        optional("CountryID", country),
    )
}

fn electronic(email: &str) -> String {
    if email.is_empty() {
        return String::new();
    }
    format!(
        r#"<ram:URIUniversalCommunication><ram:URIID schemeID="EM">{}</ram:URIID></ram:URIUniversalCommunication>"#,
        text(email)
    )
}

/// An element, unless it would be empty.
fn optional(name: &str, value: &str) -> String {
    let value = value.trim();
    if value.is_empty() {
        String::new()
    } else {
        format!("<ram:{name}>{}</ram:{name}>", text(value))
    }
}

fn date(space: &str, day: &str) -> String {
    format!(r#"<{space}:DateTimeString format="102">{day}</{space}:DateTimeString>"#)
}

/// A text without characters that XML lacks (XML 1.0, 2.2).
fn text(text: &str) -> String {
    let is_known = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    escape(text.chars().filter(is_known).collect::<String>()).into_owned()
}
