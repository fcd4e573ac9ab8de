"""Writers: each draws a finished report, or the workbook of its release, and decides nothing."""
