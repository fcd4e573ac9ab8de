# Intervals and tests of small groups in R's own distributions: Rscript small_groups.R > small_groups.json
# Needs base R only. Each bound is found by looking at every possible number of favourable people.
options(digits = 17)
number <- function(x) formatC(x, digits = 17, format = "g")
row <- function(...) paste0("[", paste(number(c(...)), collapse = ", "), "]")
rows <- function(some) paste0("[\n  ", paste(some, collapse = ",\n  "), "\n ]")

finite <- function(x, n, N, kept = 3) {
  possible <- x:(x + N - n)
  at.most <- phyper(x, possible, N - possible, n)
  at.least <- phyper(x - 1, possible, N - possible, n, lower.tail = FALSE)
  inside <- possible[at.most > 0.025 & at.least > 0.025]
  low <- min(inside, max(x, x + N - n - kept))
  high <- max(inside, min(x + N - n, x + kept))
  row(x, n, N, min(low / N, x / n), max(high / N, x / n))
}
shares <- list(c(0, 18, 20), c(18, 18, 20), c(9, 10, 11), c(15, 30, 33), c(2, 30, 33), c(95, 100, 111),
               c(40, 80, 150), c(12, 40, 50), c(51, 120, 200), c(225, 375, 500), c(7, 12, 24), c(0, 60, 400),
               c(900, 1000, 4000))
endless <- list(c(0, 12), c(7, 12), c(12, 12), c(56, 70), c(3, 100))
differences <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(30, 30, 45, 60), c(2, 40, 30, 400))

beta <- function(values, N) {
  n <- length(values); k <- 1 / 2; x <- values / 100; m <- mean(x)
  all <- c(x, 0, 1); w <- c(rep(1, n), k, k); w <- w / sum(w)
  centre <- sum(w * all); v <- sum(w * (all - centre)^2) / (n + 2 * k + 1)
  size <- centre * (1 - centre) / v - 1
  bounds <- qbeta(c(0.025, 0.975), centre * size, (1 - centre) * size)
  bounds <- c(min(bounds[1], m), max(bounds[2], m))
  if (is.finite(N)) {
    bounds <- m + sqrt(1 - n / N) * (bounds - m)
    bounds <- c(max(bounds[1], n * m / N), min(bounds[2], (n * m + N - n) / N))
  }
  100 * bounds
}
scores <- list(rep(100, 12), c(rep(100, 8), 93.75, 75), c(0, 25, 50, 50, 62.5, 75, 75, 81.25, 100, 100, 31.25),
               c(93.75, 87.5, 100, 100, 68.75, 81.25, 100, 93.75, 100, 100))
means <- unlist(lapply(scores, function(values) sapply(c(Inf, length(values) + 2, 40), function(N)
  paste0('{"values": ', row(values), ', "population": ', if (is.finite(N)) N else "null",
         ', "bounds": ', row(beta(values, N)), "}"))))

cat('{\n "R": "', R.version.string, '",\n', sep = "")
cat(' "finite": ', rows(sapply(shares, function(s) finite(s[1], s[2], s[3]))), ',\n', sep = "")
cat(' "endless": ', rows(sapply(endless, function(s) row(s, binom.test(s[1], s[2])$conf.int))), ',\n', sep = "")
cat(' "against": ', rows(sapply(endless, function(s) row(s, 0.7, min(1, 2 * min(
  pbinom(s[1], s[2], 0.7), pbinom(s[1] - 1, s[2], 0.7, lower.tail = FALSE)))))), ',\n', sep = "")
cat(' "differences": ', rows(sapply(differences, function(s) row(s, min(1, 2 * min(
  phyper(s[1], s[1] + s[3], s[2] + s[4] - s[1] - s[3], s[2]),
  phyper(s[1] - 1, s[1] + s[3], s[2] + s[4] - s[1] - s[3], s[2], lower.tail = FALSE)))))), ',\n', sep = "")
cat(' "means": ', rows(means), '\n}\n', sep = "")
