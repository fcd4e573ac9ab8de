# Reference values for every statistic, from established packages. Run from this folder:
#   Rscript simulate.R && Rscript reference.R
# Debian 12: r-cran-psych, r-cran-lavaan, r-cran-multilevel, r-cran-lme4, r-cran-metafor, r-cran-survey,
# r-cran-jsonlite. The output, expected.json, names the versions.
suppressMessages({
  library(psych); library(lavaan); library(multilevel); library(lme4); library(metafor); library(survey)
  library(jsonlite)
})
d <- read.csv("data/units.csv")
out <- list(versions = c(R = R.version.string, sapply(
  c("psych", "lavaan", "multilevel", "lme4", "metafor", "survey"), function(p) as.character(packageVersion(p))
)))
scales <- list(LEAD = paste0("LEAD", 1:6), VOICE = paste0("VOICE", 1:4), ENG = paste0("ENG", 1:5))
minimum <- c(LEAD = 4, VOICE = 3, ENG = 4)
keyed <- d
keyed$LEAD3 <- 6 - keyed$LEAD3

score_of <- function(x, least) {
  s <- 100 * (rowMeans(x, na.rm = TRUE) - 1) / 4
  s[rowSums(!is.na(x)) < least] <- NA
  s
}
scores <- sapply(names(scales), function(s) score_of(keyed[scales[[s]]], minimum[[s]]))

out$scales <- lapply(names(scales), function(s) {
  x <- keyed[scales[[s]]]
  complete <- na.omit(x)
  score <- scores[, s]
  a <- suppressWarnings(psych::alpha(x, check.keys = FALSE))
  C <- cov(x, use = "pairwise")
  k <- ncol(x)
  ci <- t.test(score)$conf.int
  feldt <- psych::alpha.ci(a$total$raw_alpha, n.obs = max(colSums(!is.na(x))), n.var = k)
  model <- paste("f =~", paste(names(x), collapse = " + "))
  fitted <- cfa(model, complete, std.lv = TRUE)
  m <- fitMeasures(fitted)
  pe <- parameterEstimates(fitted)
  lambda <- pe$est[pe$op == "=~"]
  theta <- pe$est[pe$op == "~~" & pe$lhs != "f"]
  agreement_data <- cbind(x, unit = d$unit)
  rwg_u <- rwg.j(x, d$unit, ranvar = 2)
  rwg_s <- rwg.j(x, d$unit, ranvar = 1.34)
  ad <- ad.m(x, d$unit, type = "mean")
  rows <- data.frame(score, unit = factor(d$unit))[!is.na(score), ]
  rows$unit <- droplevels(rows$unit)
  av <- aov(score ~ unit, rows)
  sizes <- table(rows$unit)
  N <- sum(sizes); G <- length(sizes)
  ms <- summary(av)[[1]][, 3]
  n0 <- (N - sum(sizes^2) / N) / (G - 1)
  mixed <- lmer(score ~ 1 + (1 | unit), rows, REML = TRUE,
                control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
  tau2 <- as.numeric(VarCorr(mixed)$unit); sigma2 <- sigma(mixed)^2
  # Profile of the restricted deviance in the relative standard deviation, which is all of theta here.
  dev <- lmer(score ~ 1 + (1 | unit), rows, REML = TRUE, devFunOnly = TRUE)
  best <- optimize(dev, c(0, 3), tol = 1e-12)
  excess <- function(t) dev(t) - best$objective - qchisq(.95, 1)
  low <- if (excess(0) <= 0) 0 else uniroot(excess, c(0, best$minimum), tol = 1e-12)$root
  high <- uniroot(excess, c(best$minimum, 10), tol = 1e-12)$root
  blup <- fixef(mixed)[[1]] + ranef(mixed)$unit[, 1]
  fav <- rowMeans(x >= 4, na.rm = TRUE)
  list(
    respondents = sum(!is.na(score)), mean = mean(score, na.rm = TRUE), sd = sd(score, na.rm = TRUE),
    ci = ci, favourable = mean(fav[rowSums(!is.na(x)) > 0]),
    percentiles = as.numeric(quantile(score, c(.1, .25, .5, .75, .9), na.rm = TRUE)),
    alpha = a$total$raw_alpha, alpha_standardised = a$total$std.alpha,
    alpha_complete = psych::alpha(complete)$total$raw_alpha,
    feldt = c(feldt$lower.ci, feldt$upper.ci),
    alpha_if_deleted = setNames(a$alpha.drop$raw_alpha, names(x)),
    item_rest_complete = setNames(suppressWarnings(psych::alpha(complete))$item.stats$r.drop, names(x)),
    complete = nrow(complete),
    omega = sum(lambda)^2 / (sum(lambda)^2 + sum(theta)),
    loadings = setNames(lambda, names(x)), residuals = setNames(theta, names(x)),
    cfa = as.list(m[c("chisq", "df", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr")]),
    rwg_uniform = setNames(rwg_u$rwg.j, rwg_u$grpid), rwg_skew = setNames(rwg_s$rwg.j, rwg_s$grpid),
    ad = setNames(ad$AD.M, ad$grpid),
    icc = list(
      msb = ms[1], msw = ms[2], mean_n = ICC1(av), icc2 = ICC2(av), n0 = n0,
      anova_n0 = (ms[1] - ms[2]) / (ms[1] + (n0 - 1) * ms[2]),
      f_bounds = sapply(c(.975, .025), function(q) {
        f <- ms[1] / ms[2] / qf(q, G - 1, N - G); (f - 1) / (f + n0 - 1)
      }),
      reml = tau2 / (tau2 + sigma2), tau2 = tau2, sigma2 = sigma2, mu = fixef(mixed)[[1]],
      reml_exact = best$minimum^2 / (1 + best$minimum^2),
      reml_bounds = c(low, high)^2 / (1 + c(low, high)^2),
      blup = setNames(blup, rownames(ranef(mixed)$unit))
    )
  )
})
names(out$scales) <- names(scales)

# A model of several factors.
complete <- na.omit(keyed[unlist(scales)])
model <- paste(sapply(names(scales), function(s) paste(s, "=~", paste(scales[[s]], collapse = "+"))), collapse = "\n")
three <- cfa(model, complete, std.lv = TRUE)
pe <- parameterEstimates(three)
out$three_factors <- list(
  fit = as.list(fitMeasures(three)[c("chisq", "df", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr")]),
  loadings = setNames(pe$est[pe$op == "=~"], pe$rhs[pe$op == "=~"]),
  correlations = setNames(pe$est[pe$op == "~~" & pe$lhs != pe$rhs],
    paste(pe$lhs, pe$rhs)[pe$op == "~~" & pe$lhs != pe$rhs])
)

# Invariance over groups.
z <- read.csv("data/invariance.csv")
levels_of <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"))
out$invariance <- lapply(levels_of, function(equal) {
  f <- cfa("f =~ Y1 + Y2 + Y3 + Y4 + Y5", z, group = "group", group.equal = equal)
  as.list(fitMeasures(f)[c("chisq", "df", "cfi", "tli", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "srmr")])
})
scalar <- cfa("f =~ Y1 + Y2 + Y3 + Y4 + Y5", z, group = "group", group.equal = c("loadings", "intercepts"))
st <- lavTestScore(scalar, epc = FALSE)$uni
out$invariance_score_tests <- list(x2 = st$X2, total = nrow(st), labels = paste(st$lhs, st$rhs))

# Pooling and funnels.
g <- read.csv("data/groups.csv")
r <- rma(y, v, data = g, method = "REML", control = list(threshold = 1e-12, maxiter = 1000))
b <- blup(r)
out$pooling <- list(tau2 = r$tau2, mu = r$b[1], mu_error = r$se, q = r$QE, blup = b$pred, blup_se = b$se)
p <- 0.1
zz <- (g$y - r$b[1]) / sqrt(g$v)
q <- quantile(zz, c(p, 1 - p)); zw <- pmin(pmax(zz, q[1]), q[2])
phi <- mean(zw^2); w <- 1 / g$v; I <- nrow(g)
out$funnel <- list(phi = phi, tau2 = max(0, (I * phi - (I - 1)) / (sum(w) - sum(w^2) / sum(w))))

# Ranks by a long simulation of the same posterior.
set.seed(3)
lam <- r$tau2 / (r$tau2 + g$v)
draws <- replicate(200000, {
  mu <- rnorm(1, r$b[1], r$se)
  rank(-rnorm(I, lam * g$y + (1 - lam) * mu, sqrt(lam * g$v)))
})
out$ranks <- t(apply(draws, 1, quantile, c(.025, .5, .975), type = 1))
rm(draws)

# Weights.
people <- read.csv("data/people.csv")
design <- svydesign(ids = ~1, weights = rep(2, nrow(people)), data = people)
raked <- rake(design, list(~grade, ~sex),
  list(data.frame(grade = 1:4, Freq = c(400, 380, 250, 170)), data.frame(sex = 1:2, Freq = c(640, 560))),
  control = list(maxit = 1000, epsilon = 1e-10))
w <- weights(raked)
out$raking <- list(weights = as.numeric(w) / mean(w), kish = length(w) * sum(w^2) / sum(w)^2,
  mean = sum(w * people$score) / sum(w))
finite <- svydesign(ids = ~1, fpc = rep(1200, nrow(people)), data = people)
ci <- confint(svymean(~score, finite), df = nrow(people) - 1)
out$finite <- list(mean = mean(people$score), ci = as.numeric(ci))

# Tests and effect sizes.
a <- people$score[people$grade == 1]; b2 <- people$score[people$grade == 4]
w <- t.test(a, b2); o <- t.test(a, mu = 55)
es <- escalc("SMD", m1i = mean(a), m2i = mean(b2), sd1i = sd(a), sd2i = sd(b2), n1i = length(a), n2i = length(b2))
pt <- prop.test(c(56, 48), c(70, 80), correct = FALSE)
po <- prop.test(56, 70, p = .7, correct = FALSE)
pv <- c(.001, .008, .039, .041, .042, .06, .074, .205, .212, .216, .222, .251, .269, .275, .34, .341, .384, .569, .594, .696)
out$tests <- list(
  welch = list(difference = w$estimate[[1]] - w$estimate[[2]], ci = as.numeric(w$conf.int), p = w$p.value),
  one_sample = list(ci = as.numeric(o$conf.int) - 55, p = o$p.value), hedges_g = as.numeric(es$yi),
  shares = list(p = pt$p.value), share_fixed = list(p = po$p.value, ci = as.numeric(po$conf.int) - .7),
  wilson = as.numeric(prop.test(56, 70, correct = FALSE)$conf.int),
  p_values = pv, bh = p.adjust(pv, "BH")
)

# Relative weights and Shapley's decomposition on covariances within units.
sc <- data.frame(scores, unit = d$unit)
sc <- sc[complete.cases(sc), ]
centred <- apply(sc[names(scales)], 2, function(x) x - ave(x, sc$unit))
R <- cor(centred)
johnson <- function(R) {
  p <- ncol(R) - 1; e <- eigen(R[1:p, 1:p])
  L <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  as.numeric(L^2 %*% solve(L, R[1:p, p + 1])^2)
}
rsq <- function(s, R) if (length(s)) sum(R[s, ncol(R)] * solve(R[s, s, drop = FALSE], R[s, ncol(R)])) else 0
lmg <- function(R) {
  p <- ncol(R) - 1
  sapply(1:p, function(k) {
    others <- setdiff(1:p, k)
    mean(sapply(0:(p - 1), function(size) {
      sets <- if (size == 0) list(integer(0)) else combn(seq_along(others), size, simplify = FALSE)
      mean(sapply(sets, function(s) rsq(c(others[s], k), R) - rsq(others[s], R)))
    }))
  })
}
items <- apply(keyed[c(scales$LEAD, scales$VOICE)], 2, function(x) x)
big <- na.omit(cbind(items, scores[, "ENG"]))
Rbig <- cor(big)
out$drivers <- list(r = R[1:2, 3], johnson = johnson(R), lmg = lmg(R), respondents = nrow(sc),
  items = list(johnson = johnson(Rbig), lmg = lmg(Rbig), matrix = Rbig))

# Signs of careless answering.
raw <- as.matrix(d[unlist(scales)])
run <- apply(raw, 1, function(x) { x[is.na(x)] <- -seq_len(sum(is.na(x))); max(rle(x)$lengths) })
full <- complete.cases(raw)
out$quality <- list(longstring = run, irv = apply(raw, 1, sd, na.rm = TRUE),
  mahalanobis = as.numeric(mahalanobis(raw[full, ], colMeans(raw[full, ]), cov(raw[full, ]))))
write_json(out, "expected.json", digits = NA, auto_unbox = TRUE, pretty = TRUE, na = "null")
