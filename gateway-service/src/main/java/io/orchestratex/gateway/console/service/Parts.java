package io.orchestratex.gateway.console.service;

import io.orchestratex.gateway.console.frame.Part;
import io.orchestratex.gateway.console.frame.Picture;
import io.orchestratex.gateway.console.frame.Visit;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.MDC;

/** Loads the parts of a page side by side, so that one service's outage takes one part only. */
@Singleton
public final class Parts {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Begins to load a part; {@link Loading#get} waits for it. */
  public <T> Loading<T> begin(Visit visit, Supplier<T> call) {
    Map<String, String> trace = MDC.getCopyOfContextMap();
    return new Loading<>(
        CompletableFuture.supplyAsync(
            () -> {
              if (trace != null) {
                MDC.setContextMap(trace);
              }
              return load(visit, call);
            },
            threads));
  }

  /** Loads a part now. */
  public static <T> Part<T> load(Visit visit, Supplier<T> call) {
    try {
      return Part.loaded(call.get());
    } catch (ServiceFault e) {
      return Part.absent(Picture.of(e.status(), e.detail(), e.traceId(), visit.address()));
    }
  }

  /** A part on its way. */
  public record Loading<T>(CompletableFuture<Part<T>> part) {

    /** The part, once it is here. */
    public Part<T> get() {
      return part.join();
    }
  }

  @PreDestroy
  void close() {
    threads.shutdownNow();
  }
}
