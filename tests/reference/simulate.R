# Makes the data on which the other programs of this folder work. Run from this folder:
#   Rscript simulate.R
# Invented answers, no licence needed: 900 people in 40 units of unequal size, three scales with
# missing answers, one item reversed.
set.seed(20241123)
groups <- 40
sizes <- c(1, 2, 3, sample(5:45, groups - 3, replace = TRUE))
unit <- rep(seq_len(groups), sizes)
n <- length(unit)
cut5 <- function(x) as.integer(cut(x, c(-Inf, -1.4, -0.6, 0.2, 1.1, Inf)))
general <- rnorm(n)
make <- function(k, loading, unit_sd) {
  opinion <- sqrt(.5) * general + sqrt(.5) * rnorm(n) + rnorm(groups, sd = unit_sd)[unit]
  sapply(seq_len(k), function(i) {
    cut5(loading[i] * opinion + sqrt(1 - loading[i]^2) * rnorm(n) + runif(1, -.4, .4))
  })
}
lead <- make(6, c(.8, .75, .7, .65, .8, .6), .35)
voice <- make(4, c(.7, .8, .6, .75), .25)
engage <- make(5, c(.8, .7, .75, .7, .65), .30)
lead[, 3] <- 6L - lead[, 3]
answers <- data.frame(unit, lead, voice, engage)
names(answers) <- c("unit", paste0("LEAD", 1:6), paste0("VOICE", 1:4), paste0("ENG", 1:5))
for (column in names(answers)[-1]) answers[runif(n) < .03, column] <- NA
answers <- answers[sample(n), ]
write.csv(answers, "data/units.csv", row.names = FALSE, na = "")

# Group results with known variances, for pooling, ranks and funnels.
m <- 60
v <- 400 / sample(15:400, m, replace = TRUE)
theta <- rnorm(m, 60, 3)
write.csv(data.frame(y = rnorm(m, theta, sqrt(v)), v), "data/groups.csv", row.names = FALSE)

# Respondents with two characteristics, for raking.
people <- 600
grade <- sample(1:4, people, replace = TRUE, prob = c(.4, .3, .2, .1))
sex <- sample(1:2, people, replace = TRUE, prob = c(.6, .4))
score <- round(50 + 5 * grade - 3 * sex + rnorm(people, sd = 15), 1)
write.csv(data.frame(grade, sex, score), "data/people.csv", row.names = FALSE)

# Continuous items in 3 groups whose loadings and intercepts nearly agree, for invariance.
h <- 3
size <- c(220, 300, 260)
make_group <- function(g) {
  f <- rnorm(size[g], c(0, .3, -.2)[g], c(1, 1.2, .9)[g])
  sapply(1:5, function(i) {
    3 + .1 * i + (.5 + .08 * i + .03 * (g == 3 & i == 2)) * f + rnorm(size[g], sd = .5 + .05 * i * g) +
      .25 * (g == 2 & i == 4)
  })
}
z <- do.call(rbind, lapply(1:h, make_group))
colnames(z) <- paste0("Y", 1:5)
write.csv(data.frame(group = rep(c("a", "b", "c"), size), round(z, 4)), "data/invariance.csv", row.names = FALSE)
