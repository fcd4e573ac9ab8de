# What R makes of data sets that others use, in units of the data: klein2000 of multilevel and attitude of
# datasets. The data stay in R (GPL); these numbers are facts about them.
#   Rscript published.R      (r-cran-psych, -lavaan, -multilevel, -lme4, -jsonlite) writes published.json
suppressMessages({ library(psych); library(lavaan); library(multilevel); library(lme4); library(jsonlite) })
out <- list(versions = as.list(c(R = R.version.string, sapply(
  c("psych", "lavaan", "multilevel", "lme4"), function(p) as.character(packageVersion(p))
))))

data(klein2000)
variables <- setdiff(names(klein2000), "GRPID")
out$klein2000$scores <- lapply(setNames(variables, variables), function(v) {
  x <- klein2000[[v]]
  rows <- data.frame(x, g = factor(klein2000$GRPID))
  av <- aov(x ~ g, rows)
  mixed <- lmer(x ~ 1 + (1 | g), rows, REML = TRUE,
                control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10)))
  tau2 <- as.numeric(VarCorr(mixed)$g); sigma2 <- sigma(mixed)^2
  list(mean = mean(x), sd = sd(x), ci = as.numeric(t.test(x)$conf.int), icc1 = multilevel::ICC1(av),
       icc2 = multilevel::ICC2(av), reml = tau2 / (tau2 + sigma2),
       group_mean = as.numeric(tapply(x, klein2000$GRPID, mean)),
       pooled = fixef(mixed)[[1]] + ranef(mixed)$g[, 1])
})
items <- c("COHES", "POSAFF", "PAY", "NEGLEAD", "TASKSIG", "PHYSEN")
keyed <- klein2000[items]; keyed$NEGLEAD <- -keyed$NEGLEAD
a <- suppressWarnings(psych::alpha(keyed, check.keys = FALSE))
f <- cfa(paste("f =~", paste(items, collapse = " + ")), keyed, std.lv = TRUE)
m <- fitMeasures(f); pe <- parameterEstimates(f)
lambda <- pe$est[pe$op == "=~"]; theta <- pe$est[pe$op == "~~" & pe$lhs != "f"]
out$klein2000$climate <- list(
  alpha = a$total$raw_alpha, standardised = a$total$std.alpha, item_rest = a$item.stats$r.drop,
  if_deleted = a$alpha.drop$raw_alpha, omega = sum(lambda)^2 / (sum(lambda)^2 + sum(theta)),
  loadings = lambda, fit = as.list(m[c("chisq", "df", "cfi", "tli", "rmsea", "rmsea.ci.upper", "srmr")])
)
# Drivers of job satisfaction: covariances within groups, Johnson's weights, and LMG over all subsets.
predictors <- setdiff(variables, "JOBSAT")
centred <- sapply(klein2000[c(predictors, "JOBSAT")], function(x) x - ave(x, klein2000$GRPID))
R <- cor(centred); p <- length(predictors)
rxx <- R[1:p, 1:p]; rxy <- R[1:p, p + 1]
e <- eigen(rxx); root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
johnson <- as.numeric(root^2 %*% solve(root, rxy)^2)
r2 <- function(s) if (length(s) == 0) 0 else as.numeric(rxy[s] %*% solve(rxx[s, s], rxy[s]))
lmg <- sapply(1:p, function(i) {
  others <- setdiff(1:p, i)
  sum(sapply(0:(2^(p - 1) - 1), function(b) {
    s <- others[bitwAnd(b, 2^(seq_along(others) - 1)) > 0]
    k <- length(s)
    factorial(k) * factorial(p - k - 1) / factorial(p) * (r2(c(s, i)) - r2(s))
  }))
})
out$klein2000$drivers <- list(areas = predictors, johnson = johnson, lmg = lmg, r_squared = r2(1:p))

a <- suppressWarnings(psych::alpha(attitude, check.keys = FALSE))
out$attitude <- list(
  alpha = a$total$raw_alpha, standardised = a$total$std.alpha, item_rest = a$item.stats$r.drop,
  if_deleted = a$alpha.drop$raw_alpha
)
write_json(out, "published.json", digits = NA, auto_unbox = TRUE, pretty = FALSE)
