package io.orchestratex.monitor.health;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.target.TargetEditor;
import io.orchestratex.kit.target.TargetRequests.NewTarget;
import io.orchestratex.kit.target.TargetRequests.TargetChange;
import io.orchestratex.kit.target.TargetRequests.TargetTrial;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.target.TargetRegistry;
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
import org.jspecify.annotations.Nullable;

/** Adds, changes, removes and tests what is measured. */
@Controller(TargetChangeController.PATH)
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Tag(name = "Targets")
class TargetChangeController {

  static final String PATH = "/api/v1/monitor/targets";

  private static final String ID = "Id of the target";
  private static final String EXAMPLE = "orders";
  private static final String TEST =
      "Whether the connection is tested first; left out, it is. With false, what fails is found out later";

  private final TargetEditor editor;
  private final TargetController shown;
  private final TargetRegistry registry;
  private final Probes probes;

  TargetChangeController(
      TargetEditor editor, TargetController shown, TargetRegistry registry, Probes probes) {
    this.editor = editor;
    this.shown = shown;
    this.registry = registry;
    this.probes = probes;
  }

  @Post
  @Operation(
      operationId = "addTarget",
      summary = "Add a target to watch",
      description =
          "It is measured from now on, first within one interval. Unless `test` is false, the"
              + " connection is tested first, and the target is added only if name, tcp, tls, sign-in"
              + " and permission pass; else the code names the step that failed, and the detail says"
              + " which right is missing and what gives it. The address is stored sealed, and no"
              + " answer, event or log holds its account. The account is of this service alone: it"
              + " needs fewer rights than the one that takes backups.")
  @ApiResponse(
      responseCode = "201",
      description = "The target",
      headers =
          @Header(
              name = "Location",
              required = true,
              description = "Path of the target",
              schema = @Schema(type = "string", example = PATH + "/" + EXAMPLE)),
      content = @Content(schema = @Schema(implementation = TargetController.Row.class)))
  HttpResponse<TargetController.Row> add(
      @Parameter(description = TEST, example = "true") @Nullable @QueryValue Boolean test,
      @Body @Valid NewTarget body,
      Caller caller) {
    String id = editor.add(body, isTested(test), caller.subject()).id();
    return HttpResponse.<TargetController.Row>created(URI.create(PATH + "/" + id))
        .body(shown.target(id));
  }

  @Patch("/{id}")
  @Operation(
      operationId = "changeTarget",
      summary = "Change a target to watch",
      description =
          "What is left out stays. The stored password is used again only if all the rest of the URI"
              + " is as it was. A target of the settings is not changed by requests (409).")
  @ApiResponse(responseCode = "200", description = "The target as it is now")
  TargetController.Row change(
      @Parameter(description = ID, example = EXAMPLE) String id,
      @Parameter(description = TEST, example = "true") @Nullable @QueryValue Boolean test,
      @Body @Valid TargetChange body,
      Caller caller) {
    editor.change(id, body, isTested(test), caller.subject());
    return shown.target(id);
  }

  @Delete("/{id}")
  @Operation(
      operationId = "removeTarget",
      summary = "Remove a target to watch",
      description =
          "It is not measured any more; its samples stay until they are too old. Refused (409) for"
              + " targets of the settings.")
  @ApiResponse(responseCode = "204", description = "The target is removed")
  HttpResponse<Void> remove(
      @Parameter(description = ID, example = EXAMPLE) String id, Caller caller) {
    editor.remove(id, false, caller.subject());
    return HttpResponse.noContent();
  }

  @Post("/test")
  @Operation(
      operationId = "testConnection",
      summary = "Test a connection to watch",
      description =
          "Tries name, tcp, tls, sign-in and permission, in this order, and keeps nothing. A step"
              + " that fails is not an error of the request: the report says which one and what to do.")
  @ApiResponse(responseCode = "200", description = "What each step came to")
  ConnectionReport test(@Body @Valid TargetTrial body) {
    return editor.test(body);
  }

  @Post("/{id}/test")
  @Operation(
      operationId = "testTarget",
      summary = "Test the connection to a target",
      description = "As for a connection that is not kept yet, with what is stored or set.")
  @ApiResponse(responseCode = "200", description = "What each step came to")
  ConnectionReport testTarget(@Parameter(description = ID, example = EXAMPLE) String id) {
    TargetRegistry.Known known =
        registry
            .find(id)
            .orElseThrow(() ->
                FailureException.notFound(
                    "monitor.target-unknown",
                    "There is no target " + id + "; list those there are."));
    if (known.fault() != null) {
      throw FailureException.conflict(
          "monitor.target-sealed", "The target " + id + ": " + known.fault());
    }
    return probes.test(known.target());
  }

  private static boolean isTested(@Nullable Boolean test) {
    return test == null || test;
  }
}
