package io.orchestratex.backup.target;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.target.TargetEditor;
import io.orchestratex.kit.target.TargetRequests.NewTarget;
import io.orchestratex.kit.target.TargetRequests.TargetChange;
import io.orchestratex.kit.target.TargetRequests.TargetTrial;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds, changes, removes and tests targets. */
@Controller(TargetController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Backup targets")
class TargetChangeController {

  private static final String ID = "Id of the target.";
  private static final String EXAMPLE = "orders";
  private static final String TEST =
      "Whether the connection is tested first; left out, it is. With false, what fails is found out later.";

  private final TargetEditor editor;
  private final Targets targets;
  private final Restorability restorability;

  TargetChangeController(TargetEditor editor, Targets targets, Restorability restorability) {
    this.editor = editor;
    this.targets = targets;
    this.restorability = restorability;
  }

  @Post
  @Operation(
      operationId = "addBackupTarget",
      summary = "Add a server to back up",
      description =
          "It can be backed up from now on, by all processes of the service within a second or so."
              + " Unless `test` is false, the connection is tested first, and the target is added only"
              + " if name, tcp, tls, sign-in and permission pass; else the code names the step that"
              + " failed, and the detail says which right is missing and what gives it. The"
              + " connection string is stored sealed, and no answer, event or log holds it.")
  @ApiResponse(
      responseCode = "201",
      description = "The target.",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the target.",
              schema = @Schema(type = "string", example = TargetController.PATH + "/" + EXAMPLE)),
      content = @Content(schema = @Schema(implementation = TargetView.class)))
  HttpResponse<TargetView> add(
      @Parameter(description = TEST, example = "true") @Nullable @QueryValue Boolean test,
      @Body @Valid NewTarget body,
      Caller caller) {
    String id = editor.add(body, isTested(test), caller.subject()).id();
    return HttpResponse.<TargetView>created(URI.create(TargetController.PATH + "/" + id))
        .body(view(id));
  }

  @Patch("/{id}")
  @Operation(
      operationId = "changeBackupTarget",
      summary = "Change a server to back up",
      description =
          "What is left out stays. The stored password is used again only if all the rest of the URI"
              + " is as it was. A target of the settings is not changed by requests (409). While jobs"
              + " are on it, it does not move to another address (409).")
  @ApiResponse(responseCode = "200", description = "The target as it is now.")
  TargetView change(
      @Parameter(description = ID, example = EXAMPLE) String id,
      @Parameter(description = TEST, example = "true") @Nullable @QueryValue Boolean test,
      @Body @Valid TargetChange body,
      Caller caller) {
    editor.change(id, body, isTested(test), caller.subject());
    return view(id);
  }

  @Delete("/{id}")
  @Operation(
      operationId = "removeBackupTarget",
      summary = "Remove a server to back up",
      description =
          "It is not backed up any more; its backups stay, and can be restored when a target of this"
              + " id is there again. Refused (409) for targets of the settings, while jobs are on it,"
              + " and, unless forced, while policies or schedules name it.")
  @ApiResponse(responseCode = "204", description = "The target is removed.")
  HttpResponse<Void> remove(
      @Parameter(description = ID, example = EXAMPLE) String id,
      @Parameter(
              description =
                  "Whether it is removed although policies or schedules name it; these fail then"
                      + " until they are changed. Left out, it is not.",
              example = "false")
          @Nullable
          @QueryValue
          Boolean force,
      Caller caller) {
    editor.remove(id, Boolean.TRUE.equals(force), caller.subject());
    return HttpResponse.noContent();
  }

  @Post("/test")
  @Operation(
      operationId = "testBackupConnection",
      summary = "Test a connection for backups",
      description =
          "Tries name, tcp, tls, sign-in and permission, in this order, and keeps nothing. A step"
              + " that fails is not an error of the request: the report says which one and what to do.")
  @ApiResponse(responseCode = "200", description = "What each step came to.")
  ConnectionReport test(@Body @Valid TargetTrial body) {
    return editor.test(body);
  }

  @Post("/{id}/test")
  @Operation(
      operationId = "testBackupTarget",
      summary = "Test the connection to a target",
      description = "As for a connection that is not kept yet, with what is stored or set.")
  @ApiResponse(responseCode = "200", description = "What each step came to.")
  ConnectionReport testTarget(@Parameter(description = ID, example = EXAMPLE) String id) {
    Targets.Registered target = targets.get(id);
    try {
      return TargetTests.of(target.engine(), target.access());
    } catch (EngineException e) {
      throw FailureException.conflict(e.code(), String.valueOf(e.getMessage()));
    }
  }

  private TargetView view(String id) {
    return TargetView.of(
        targets.get(id), Objects.requireNonNull(restorability.of(List.of(id)).get(id)));
  }

  private static boolean isTested(@Nullable Boolean test) {
    return test == null || test;
  }
}
