package io.orchestratex.gateway.store.mongodb;

import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.orchestratex.kit.failure.FailureException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A database that is down is not our mistake: 503, and the caller may try again. */
@Singleton
final class MongoFaultHandler implements ExceptionHandler<MongoException, HttpResponse<?>> {

  private static final Logger LOG = LoggerFactory.getLogger(MongoFaultHandler.class);

  private final ExceptionHandler<FailureException, HttpResponse<?>> failures;

  MongoFaultHandler(ExceptionHandler<FailureException, HttpResponse<?>> failures) {
    this.failures = failures;
  }

  @Override
  @SuppressWarnings("rawtypes")
  public HttpResponse<?> handle(HttpRequest request, MongoException fault) {
    boolean down = fault instanceof MongoSocketException || fault instanceof MongoTimeoutException;
    LOG.atWarn().setCause(fault).log("MongoDB did not answer as it should");
    return failures.handle(
        request,
        down
            ? FailureException.unavailable(
                "identity.store-unavailable",
                "Users and keys cannot be read: MongoDB does not answer. Try again later.",
                fault)
            : FailureException.internal(
                "http.internal-server-error",
                "The service met a fault of its own; the trace id finds it in the log.",
                fault));
  }
}
