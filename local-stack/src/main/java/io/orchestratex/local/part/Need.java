package io.orchestratex.local.part;

/**
 * What a service needs of an engine: a database of its own, or an account. Each engine's folder has
 * its own kinds of needs, and only that engine knows what they mean.
 */
public interface Need {

  /** The part that meets it, such as {@code mongodb}. */
  String engine();
}
