# To the former address, after a change.

mail-email-replaced-subject = { $company } has changed your e-mail address
mail-email-replaced-heading = Your e-mail address was changed
mail-email-replaced-said = { $company } now writes to you at another address. Nothing that you have answered has changed. Here are the links to see the answers you gave from this address.
mail-email-replaced-mind = If you asked for this, there is nothing to do. If not, these links still let you read your answers and withdraw your consent, in whole or in part, with a code sent to this address. They keep working for as long as you may withdraw.
mail-email-replaced-old = To have the address put right, answer this message: { $company } will read it. The links are for you alone: do not forward them.
mail-footer-email-replaced = You are receiving this message because { $company } had this address as yours, and because you had answered them.
