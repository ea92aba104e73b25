package io.orchestratex.session.conversation;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Caller;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.conversation.ConversationExport.Records;
import io.orchestratex.session.ownership.OwnershipRules;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import org.jspecify.annotations.Nullable;

/** Taking whole conversations out. */
@Controller("/api/v1/sessions")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Sessions")
class ExportController {

  static final String JSON_LINES = "application/x-ndjson";

  private static final String LINES =
      "As JSON Lines, while they are read: a line of `type` `session` as from `getSession`, then"
          + " each of its threads, the oldest first, as `thread`, followed by its own prompts and"
          + " answers, in any status, as `response`. The last line, `end`, counts them: an export"
          + " without it is not whole. What a fork shares with another thread stands there.";
  private static final String EXAMPLE =
      """
      {"type":"session","id":"6746f0a2c1e4b53d9f0a7c11","user_id":"8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10","title":"Plan",\
      "status":"active","created_at":"2026-11-27T10:00:00Z","session_start":"2026-11-27T10:00:00Z","total_tokens":0,\
      "total_cost":0,"thread_count":0,"version":1}
      {"type":"end","sessions":1,"threads":0,"responses":0}
      """;

  private final Conversations conversations;
  private final ConversationExport export;
  private final ObjectMapper mapper;

  ExportController(Conversations conversations, ConversationExport export, ObjectMapper mapper) {
    this.conversations = conversations;
    this.export = export;
    this.mapper = mapper;
  }

  @Get("/{id}/export")
  @Produces(JSON_LINES)
  @Operation(
      operationId = "exportSession",
      summary = "Export a session with its threads, prompts and answers",
      description = LINES)
  @ApiResponse(
      responseCode = "200",
      description = "The session, line by line",
      headers =
          @Header(
              name = "Content-Disposition",
              required = true,
              description = "A name for the file",
              schema =
                  @Schema(
                      type = "string",
                      example = "attachment; filename=\"session-6746f0a2c1e4b53d9f0a7c11.jsonl\"")),
      content =
          @Content(
              mediaType = JSON_LINES,
              schema = @Schema(type = "string"),
              examples = @ExampleObject(name = "exportSession", value = EXAMPLE)))
  HttpResponse<StreamedFile> exportSession(
      @Parameter(hidden = true) Caller caller,
      @Parameter(description = "The session's id", example = "6746f0a2c1e4b53d9f0a7c11")
          String id) {
    String session = conversations.session(caller, id).id();
    return lines("session-" + session, export.ofSession(session));
  }

  @Get("/export")
  @Produces(JSON_LINES)
  @Operation(
      operationId = "exportSessions",
      summary = "Export all sessions of a user",
      description = LINES + " The oldest session comes first.")
  @ApiResponse(
      responseCode = "200",
      description = "The sessions, line by line",
      headers =
          @Header(
              name = "Content-Disposition",
              required = true,
              description = "A name for the file",
              schema =
                  @Schema(type = "string", example = "attachment; filename=\"sessions.jsonl\"")),
      content =
          @Content(
              mediaType = JSON_LINES,
              schema = @Schema(type = "string"),
              examples = @ExampleObject(name = "exportSessions", value = EXAMPLE)))
  HttpResponse<StreamedFile> exportSessions(
      @Parameter(hidden = true) Caller caller,
      @Parameter(
              description =
                  "Whose sessions: the subject of the owner's token; the caller's own when left"
                      + " out. Others than one's own need the role analyst, operator or admin",
              example = "8d0cf0f4-4a0f-4a3a-9f0e-2a4f6f6f2b10")
          @QueryValue("user_id")
          @Nullable String userId) {
    String owner = userId == null ? caller.subject() : userId;
    if (!OwnershipRules.mayRead(caller, owner)) {
      throw FailureException.forbidden(
          "session.not-owner",
          "Only their owner, an analyst, an operator or an admin may read these sessions.");
    }
    return lines("sessions", export.ofUser(owner));
  }

  private HttpResponse<StreamedFile> lines(String name, Records records) {
    return HttpResponse.ok(
            new StreamedFile(new ExportLines(records, mapper), MediaType.of(JSON_LINES)))
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + ".jsonl\"");
  }
}
