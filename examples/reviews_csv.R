# How often agencies were corrected, from CSV: Rscript examples/reviews_csv.R data/csv
folder <- commandArgs(trailingOnly = TRUE)[1]
# report_id has up to 16 digits: read it as text. An empty cell is NA.
cases <- read.csv(file.path(folder, "v_reviews_and_litigation.csv"),
  encoding = "UTF-8", na.strings = "", colClasses = c(report_id = "character")
)
number <- function(column) ifelse(is.na(column), 0, column)
cases$against <- number(cases$corrected)
cases$decided <- number(cases$upheld) + number(cases$corrected) + number(cases$other_result)
sums <- aggregate(cbind(against, decided) ~ agency, data = cases, FUN = sum)
sums <- sums[order(sums$agency, method = "radix"), ]
cat(paste(sums$agency, format(sums$against, trim = TRUE), format(sums$decided, trim = TRUE), sep = "\t"), sep = "\n")
