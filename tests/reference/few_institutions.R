# Partial pooling over all spreads, by R's adaptive integration: Rscript few_institutions.R > few_institutions.json
options(digits = 17)
number <- function(x) paste0("[", paste(formatC(x, digits = 12, format = "g"), collapse = ", "), "]")
cases <- list(
  list(y = c(50, 55, 60), v = c(4, 4, 4)),
  list(y = c(61.2, 58.4, 66.0, 63.1, 59.9), v = c(2.1, 3.4, 1.2, 0.8, 5.0)),
  list(y = c(61, 60.2, 59.1, 61.4, 60.9, 60.4, 58.8, 62.2, 61.7, 60.1, 59.6, 63.9),
       v = c(2.7, 1.9, 4.4, 0.9, 1.1, 3.2, 2.2, 5.1, 0.7, 2.6, 3.8, 1.5)))
made <- sapply(cases, function(case) {
  y <- case$y; v <- case$v
  mu <- function(t) sum(y / (v + t^2)) / sum(1 / (v + t^2))
  se2 <- function(t) 1 / sum(1 / (v + t^2))
  log.density <- function(t) 0.5 * (log(se2(t)) - sum(log(v + t^2)) - sum((y - mu(t))^2 / (v + t^2)))
  top <- max(sapply(seq(0, 50, 0.01), log.density))
  over <- function(f) integrate(function(ts) sapply(ts, function(t) f(t) * (if (length(y) >= 5) t else 1) * exp(log.density(t) - top)),
                                0, 50, rel.tol = 1e-10, subdivisions = 2000)$value
  whole <- over(function(t) 1)
  quantile.of <- function(centre, variance, p) uniroot(function(x)
    over(function(t) pnorm(x, centre(t), sqrt(variance(t)))) / whole - p, c(-100, 200), tol = 1e-9)$root
  shrink <- function(i, t) t^2 / (t^2 + v[i])
  pooled <- sapply(seq_along(y), function(i)
    over(function(t) mu(t) + shrink(i, t) * (y[i] - mu(t))) / whole)
  bounds <- function(p) sapply(seq_along(y), function(i) quantile.of(
    function(t) mu(t) + shrink(i, t) * (y[i] - mu(t)),
    function(t) shrink(i, t) * v[i] + (1 - shrink(i, t))^2 * se2(t), p))
  gaps <- function(p) sapply(seq_along(y), function(i) quantile.of(
    function(t) shrink(i, t) * (y[i] - mu(t)),
    function(t) shrink(i, t) * v[i] + shrink(i, t)^2 * se2(t) + 1e-24, p))
  limits <- sapply(c(0.025, 0.975), function(p) quantile.of(mu, function(t) 2 + t^2 + se2(t), p))
  paste0('{"y": ', number(y), ', "v": ', number(v), ', "mean": ', number(over(mu) / whole),
         ',\n  "pooled": ', number(pooled), ',\n  "lower": ', number(bounds(0.025)), ', "upper": ',
         number(bounds(0.975)), ',\n  "gap_lower": ', number(gaps(0.025)), ', "gap_upper": ',
         number(gaps(0.975)), ',\n  "limits": ', number(limits), "}")
})
cat("[", paste(made, collapse = ",\n "), "]\n", sep = "")
