package io.orchestratex.gateway.console.frame;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a page that a service answers for: what it answered, or the picture that stands in its
 * place.
 */
public record Part<T>(@Nullable T value, @Nullable Picture picture) {

  /** A part that was answered. */
  public static <T> Part<T> loaded(T value) {
    return new Part<>(value, null);
  }

  /** A part that cannot be shown. */
  public static <T> Part<T> absent(Picture picture) {
    return new Part<>(null, picture);
  }

  public boolean isLoaded() {
    return picture == null;
  }

  /** What was answered; only where {@link #isLoaded}. */
  public T get() {
    return Objects.requireNonNull(value, "the part was not loaded");
  }

  /** What was answered, or {@code other} where the part was not loaded. */
  public T or(T other) {
    return isLoaded() ? get() : other;
  }

  /** The same part, its value made into something else. */
  public <R> Part<R> map(Function<T, R> change) {
    return picture == null ? loaded(change.apply(get())) : absent(picture);
  }
}
