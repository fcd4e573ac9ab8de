"""The numbers of a report as a workbook."""
