package io.orchestratex.gateway.console.frame;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Amounts of US dollars as people read them; lists and files of figures keep the exact ones. */
public final class Money {

  private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);

  private Money() {}

  /** Such as {@code $12.30}, {@code $0.00842}, {@code $0}. */
  public static String usd(BigDecimal amount) {
    if (amount.signum() == 0) {
      return "$0";
    }
    BigDecimal shown =
        amount.abs().compareTo(BigDecimal.ONE) < 0
            ? amount.round(DIGITS).stripTrailingZeros()
            : amount.setScale(2, RoundingMode.HALF_UP);
    return "$" + shown.toPlainString();
  }
}
