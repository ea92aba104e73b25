package io.orchestratex.session.provider;

import java.util.List;

/**
 * A service that answers prompts. A provider is one folder with one {@code @Singleton}; it is found
 * by injection. Implementations are thread-safe.
 */
public interface ModelProvider {

  /** Short name on the wire, {@code [a-z][a-z0-9_-]*}. */
  String id();

  /**
   * The models that may be asked: at least one, each name once. Another provider may offer a model
   * of the same name.
   */
  List<Model> models();

  /**
   * Asks a model. Returns at once, and must not block; the answer arrives at {@code sink}.
   *
   * <p>Implementers owe: {@link TokenSink#token} for each piece in order, in whole characters, from
   * one thread at a time; then {@link TokenSink#finished} exactly once, whatever happens, within
   * the provider's own time limits; no call to the sink after that. Secrets never appear in a
   * reason.
   */
  ModelCall stream(ModelRequest request, TokenSink sink);

  /** A call under way. */
  @FunctionalInterface
  interface ModelCall {
    /**
     * Gives the call up: the provider stops working for it and the sink soon receives {@link
     * Outcome.Cancelled}, unless it was finished already. May be called often.
     */
    void cancel();
  }
}
