# Billing: plans, orders, invoices.

## The limits, said where they are met
plan-limit-events = Your plan allows no more new shoots this month. Wait for next month, or change your plan in Settings, Plan and invoices.
plan-limit-people = Your plan allows no more people. Change your plan in Settings, Plan and invoices, or delete people you no longer need.
plan-limit-photos = Your plan allows no more files. Change your plan in Settings, Plan and invoices, or delete files.
plan-limit-seats = Your plan allows no more users. Change your plan in Settings, Plan and invoices, or remove somebody from the team.
plan-limit-payment = A payment is missing: nothing can be added until it is made. All that exists stays open. Settle it in Settings, Plan and invoices.
plan-limit-recipients = This shoot was paid for with fewer people. Plan another shoot for the new ones, or change your plan in Settings, Plan and invoices.

## Invoices
billing-consents-of = Requests for consent: { $event }
invoice-title = Invoice { $number }
invoice-title-credit-note = Credit note { $number }
invoice-issued = Issued on { $day }
invoice-supplied = Date of the service or payment: { $day }
invoice-corrects = Corrects invoice { $number } of { $day }
invoice-seller = Seller
invoice-buyer = Customer
invoice-siren = SIREN { $number }
invoice-siret = SIRET { $number }
invoice-vat-number = VAT number { $number }
invoice-business = Business customer
invoice-consumer = Not a business customer
invoice-label = Description
invoice-quantity = Quantity
invoice-net = Without VAT
invoice-rate = VAT
invoice-gross = With VAT
invoice-period = From { $from } to { $until }
invoice-total-net = Total without VAT
invoice-total-vat = VAT
invoice-total = Total with VAT
invoice-paid = Paid in full, by card or direct debit.
invoice-given-back = Given back by the means it was paid with.
invoice-category = Category of operation: supply of services.
invoice-recovery = Fixed fee for recovery costs between businesses: €40.
invoice-discount = No discount for early payment.
invoice-attachment = Data of the invoice (Factur-X)
invoice-foot = { $number } – page { $page } of { $pages }
invoice-of-subscription = { $plan } subscription
invoice-kind-invoice = Invoice
invoice-kind-credit-note = Credit note

## The accountant’s table
sheet-invoice-number = Number
sheet-invoice-day = Date
sheet-invoice-kind = Type
sheet-invoice-corrects = Corrects
sheet-invoice-customer = Customer
sheet-invoice-customer-kind = B2B or B2C
sheet-invoice-siren = SIREN
sheet-invoice-vat-number = VAT number
sheet-invoice-country = Country
sheet-invoice-label = Description
sheet-invoice-net = Without VAT
sheet-invoice-rate = VAT rate
sheet-invoice-vat = VAT
sheet-invoice-gross = With VAT
sheet-invoice-currency = Currency
sheet-invoices-name = invoices-{ $month }

## Console: the plan
settings-plan = Plan and invoices
settings-plan-lead = What your plan allows, what you use of it, and your invoices.
plan-basic = Basic
plan-medium = Medium
plan-premium = Premium
plan-now = Your plan: { $plan }
plan-usage = What you use
plan-used = { $used } of { $most }
plan-used-any = { $used }, without limit
plan-reached = The limit is reached: nothing can be added, and nothing that exists is taken away.
plan-any = without limit
plan-offers = Change your plan
plan-price-month = { $price } a month, taxes included
plan-price-year = { $price } a year, taxes included
plan-choose = Choose { $plan }
plan-portal = Manage payment and subscription
plan-portal-hint = There you can change the card, change the plan or end the subscription. These pages are those of the payment service.
plan-portal-go = Open the customer portal
plan-invoices = Invoices
plan-no-invoices = No invoices yet.
plan-download = Download
plan-by-hand = The administrator gave you this plan, without an end.
plan-by-hand-until = The administrator gave you this plan, until { $day }.
plan-renews = The subscription renews on { $day }.
plan-ends = The subscription ends on { $day }.
plan-subscriptions = You pay for { $count } subscriptions: the highest plan counts. End the others with the button below.
plan-lacking = Before you choose a plan, complete your details: { $missing }. Invoices must name them. As an association or a private person, say so there.
plan-complete = Complete the details
plan-late = The last payment failed. Update the card before { $day }: after that, nothing can be added.
plan-unpaid = A payment is missing: nothing can be added until it is made. All that exists stays open, evidence, documents, withdrawals and exports too.
plan-each = Each person invited to a shoot costs { $price }, paid before sending.
limit-events = Shoots this month
limit-people = People
limit-photos = Photos and files
limit-seats = Users
limit-storage = Storage

## Console: before and after paying
order-title = Check and pay
order-plan = { $plan } subscription
order-event = Shoot “{ $event }”
order-recipients =
    { $count ->
        [one] { $count } person will be invited.
       *[other] { $count } people will be invited.
    }
order-price = To pay: { $price }, taxes included.
order-price-there = The price is shown on the payment page, before you commit to anything.
order-vat = Of which VAT at { $rate }%: { $vat }.
order-no-vat = VAT not applicable, art. 293 B of the French tax code.
order-plan-hint = It is paid at once and renews by itself until you end it, at any time, under Plan and invoices.
order-event-hint = The shoot is created and the e-mails are sent as soon as the payment is confirmed. Without a payment nothing is sent.
order-pay = Go to payment
order-awaited = Waiting for the payment to be confirmed
order-awaited-hint = This page updates by itself. You can also close it: nothing will be lost.
order-done = It is paid, thank you
order-see-event = See the shoot
order-expired = The payment page has expired
order-expired-hint = Nothing was paid. Begin again whenever you like.
order-stuck = It is paid, but the shoot could not be created
order-stuck-hint = The administrator knows. You will get your money back, or the shoot will be created for you.
event-create-pay = Pay { $price } and send
event-quota-each = On your plan, each person invited costs { $price }, paid before sending.
event-quota-left =
    { $count ->
        [one] Your plan allows { $count } more shoot this month.
       *[other] Your plan allows { $count } more shoots this month.
    }
