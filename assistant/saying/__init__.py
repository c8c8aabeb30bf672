"""What a sentence says of an expense: "Zoë paid 45 for the taxi with Marie and me yesterday". Rules first, a model where they doubt."""
