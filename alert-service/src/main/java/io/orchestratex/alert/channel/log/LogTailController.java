package io.orchestratex.alert.channel.log;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Shows the end of the log channel's file. */
@Controller("/api/v1/alerts/log")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Alerts")
class LogTailController {

  private final Path file;

  LogTailController(LogSettings settings) {
    this.file = Path.of(settings.path());
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "readAlertLog",
      summary = "Read the last lines of alerts.log",
      description =
          "The log channel writes one line per message into this file. limit is the number of"
              + " lines; offset has no effect. No lines while the file does not exist.")
  Tail tail(HttpRequest<?> request, @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    try (FileChannel log = FileChannel.open(file)) {
      return new Tail(LogLines.tail(log, page.limit()));
    } catch (NoSuchFileException e) {
      return new Tail(List.of());
    } catch (IOException e) {
      throw FailureException.unavailable(
          "alert.log-unreadable", "alerts.log cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * The end of alerts.log.
   *
   * @param lines whole lines as they stand in the file, oldest first
   */
  @Schema(name = "AlertLog")
  record Tail(List<String> lines) {
    Tail {
      lines = List.copyOf(lines);
    }
  }
}
