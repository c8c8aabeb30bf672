"""How somebody can be paid: their details, the links that open an app with the right amount, and the codes that a bank's app scans."""
