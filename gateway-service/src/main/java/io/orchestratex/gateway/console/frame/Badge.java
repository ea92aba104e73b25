package io.orchestratex.gateway.console.frame;

/** A state in a word and a shape, so that its colour never says anything alone. */
public record Badge(Tone tone, String text) {

  /** What a state means to a person. */
  public enum Tone {
    /** As it should be. */
    GOOD("●"),
    /** Under way. */
    BUSY("◌"),
    /** Look at it. */
    WARN("▲"),
    /** Something is broken. */
    BAD("■"),
    /** Neither. */
    NEUTRAL("○");

    private final String sign;

    Tone(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }
}
