# An invoice or a credit note.

mail-invoice-subject = Your invoice { $number }
mail-invoice-heading = Your invoice
mail-invoice-said = Your payment has arrived, thank you. The invoice is attached.
mail-credit-note-subject = Your credit note { $number }
mail-credit-note-heading = Your credit note
mail-credit-note-said = Money was given back to you, by the means you paid with. The credit note is attached.
mail-invoice-button = See all invoices
mail-invoice-data = The file also has the data that accounting programs read (Factur-X).
mail-label-invoice-number = Number
mail-label-invoice-for = For
mail-label-invoice-amount = Amount, taxes included
