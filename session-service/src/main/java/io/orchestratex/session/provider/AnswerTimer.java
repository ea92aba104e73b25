package io.orchestratex.session.provider;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The timer of answers: words, time limits, pings. Its tasks are short and never block. */
@Factory
public final class AnswerTimer {

  /** Name to inject it by. */
  public static final String NAME = "answers";

  @Singleton
  @Named(NAME)
  @Bean(preDestroy = "shutdownNow")
  ScheduledExecutorService timer() {
    return Executors.newScheduledThreadPool(
        2, Thread.ofPlatform().name("answers-", 0).daemon().factory());
  }
}
