"""One renderer for each output of a document: html, pdf, workbook, json, csv and charts. They ask nothing else."""
