"""What we ask: questionnaires as data, and the little code that reads and checks them."""
