package io.orchestratex.session.provider;

import java.math.BigDecimal;

/**
 * A model that can be asked, and what it costs.
 *
 * @param name what a request names it by
 * @param inputUsdPerMillion US dollars for a million tokens of the prompt and its history
 * @param outputUsdPerMillion US dollars for a million tokens of the answer
 */
public record Model(String name, BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {

  public Model {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a model needs a name");
    }
    if (inputUsdPerMillion.signum() < 0 || outputUsdPerMillion.signum() < 0) {
      throw new IllegalArgumentException("the price of model " + name + " is below zero");
    }
  }

  /** The exact cost in US dollars. */
  public BigDecimal cost(Usage usage) {
    BigDecimal millionths =
        inputUsdPerMillion
            .multiply(BigDecimal.valueOf(usage.inputTokens()))
            .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(usage.outputTokens())));
    BigDecimal cost = millionths.movePointLeft(6).stripTrailingZeros();
    return cost.scale() < 0 ? cost.setScale(0) : cost;
  }
}
