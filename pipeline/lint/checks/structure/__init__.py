"""What a document is made of: elements, numbering, references, who may write to whom."""
