"""An L2-penalised logistic regression in pure Python: the model of train_stdlib.py."""

import math

from records import NUMERIC


class Encoder:
    """Records as sparse vectors: categories one-hot, a number as its standardised value and square."""

    def __init__(self, columns, numbers):
        self.columns = columns  # (feature, category or power) of every coefficient
        self.numbers = numbers  # feature -> {mean, deviation} of the training data
        self.position = {column: index for index, column in enumerate(columns)}

    @classmethod
    def fit(cls, rows, features):
        columns, numbers = [], {}
        for name, values in zip(features, zip(*rows)):
            if name in NUMERIC:
                mean = sum(values) / len(values)
                variance = sum((value - mean) ** 2 for value in values) / len(values)
                numbers[name] = {"mean": mean, "deviation": math.sqrt(variance) or 1.0}
            columns += [(name, term) for term in ([1, 2] if name in NUMERIC else sorted(set(values)))]
        return cls(columns, numbers)

    def encode(self, row, features):
        """[(coefficient index, value)]; a category never seen in training contributes nothing."""
        vector = []
        for name, value in zip(features, row):
            if name in self.numbers:
                scale = self.numbers[name]
                standard = (value - scale["mean"]) / scale["deviation"]
                vector += [(self.position[name, power], standard**power) for power in (1, 2)]
            elif (name, value) in self.position:
                vector.append((self.position[name, value], 1.0))
        return vector


def probability(vector, weights, intercept):
    margin = intercept + sum(weights[index] * value for index, value in vector)
    if margin >= 0:
        return 1 / (1 + math.exp(-margin))
    return math.exp(margin) / (1 + math.exp(margin))


def fit(vectors, truth, width, l2, epochs):
    """Weights and intercept after `epochs` steps of gradient descent with Nesterov momentum.

    The penalty is l2/2 * |weights|^2 on the summed log loss, scikit-learn's with C = 1/l2; the intercept is free.
    """
    vectors = [vector + [(width, 1.0)] for vector in vectors]
    point = [0.0] * (width + 1)
    ahead = point[:]
    # The loss' gradient changes at most by max|x|^2/4 per row (Boehning & Lindsay 1988): a step of 1/that descends.
    longest = max(sum(value * value for _, value in vector) for vector in vectors)
    step = 1 / (len(vectors) * longest / 4 + l2)
    for epoch in range(epochs):
        gradient = [l2 * weight for weight in ahead[:-1]] + [0.0]
        for vector, label in zip(vectors, truth):
            error = probability(vector, ahead, 0.0) - label
            for index, value in vector:
                gradient[index] += error * value
        moved = [at - step * slope for at, slope in zip(ahead, gradient)]
        momentum = epoch / (epoch + 3)
        ahead = [new + momentum * (new - old) for new, old in zip(moved, point)]
        point = moved
    return point[:-1], point[-1]
