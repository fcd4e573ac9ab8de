# Sizes, means and sums of squares of the 99 groups of multilevel::bh1996 (Bliese and Halverson 1996), for
# the funnel and the ranks. The data stay in the R package (GPL); these numbers are facts about them.
#   Rscript bh1996.R      (r-cran-multilevel 2.7) writes bh1996.json
suppressMessages({ library(multilevel); library(jsonlite) })
data(bh1996)
out <- lapply(c(hours = "HRS", well_being = "WBEING"), function(column) {
  x <- split(bh1996[[column]], bh1996$GRP)
  list(n = sapply(x, length, USE.NAMES = FALSE), mean = unname(sapply(x, mean)),
       squares = unname(sapply(x, function(v) sum((v - mean(v))^2))))
})
write_json(out, "bh1996.json", digits = NA)
