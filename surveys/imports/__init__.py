"""Earlier surveys from CSV and XLSX: columns matched to questions, every cell checked, all or nothing."""
