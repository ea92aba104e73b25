package io.orchestratex.session.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.conversation.ConversationExport.Exported;
import io.orchestratex.session.conversation.ConversationExport.ExportedResponse;
import io.orchestratex.session.conversation.ConversationExport.ExportedSession;
import io.orchestratex.session.conversation.ConversationExport.ExportedThread;
import io.orchestratex.session.conversation.ConversationExport.Records;
import io.orchestratex.session.conversation.ResponseController.ResponseView;
import io.orchestratex.session.conversation.SessionController.SessionView;
import io.orchestratex.session.conversation.ThreadController.ThreadView;
import java.io.IOException;
import java.io.InputStream;

/**
 * Exported conversations as JSON Lines, made while they are read. Each line is what the API answers
 * for the thing, with its {@code type} in front; the last line, {@code end}, counts them, so an
 * export without it is not whole.
 */
final class ExportLines extends InputStream {

  private final Records records;
  private final ObjectMapper mapper;
  private byte[] line = new byte[0];
  private int at;
  private long sessions;
  private long threads;
  private long responses;
  private boolean ended;

  ExportLines(Records records, ObjectMapper mapper) {
    this.records = records;
    this.mapper = mapper;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (at == line.length && !refilled()) {
      return -1;
    }
    int taken = Math.min(length, line.length - at);
    System.arraycopy(line, at, buffer, offset, taken);
    at += taken;
    return taken;
  }

  private boolean refilled() throws IOException {
    if (ended) {
      return false;
    }
    try {
      ended = !records.hasNext();
      ObjectNode next = ended ? counts() : object(records.next());
      line = (mapper.writeValueAsString(next) + "\n").getBytes(UTF_8);
      at = 0;
      return true;
    } catch (FailureException e) {
      throw new IOException("the export broke off: " + e.getMessage(), e);
    }
  }

  private ObjectNode object(Exported record) {
    return switch (record) {
      case ExportedSession(Session session) -> {
        sessions++;
        yield typed("session", SessionView.of(session));
      }
      case ExportedThread(ConversationThread thread) -> {
        threads++;
        yield typed("thread", ThreadView.of(thread));
      }
      case ExportedResponse(ModelResponse response) -> {
        responses++;
        yield typed("response", ResponseView.of(response));
      }
    };
  }

  private ObjectNode typed(String type, Object view) {
    ObjectNode object = mapper.createObjectNode().put("type", type);
    object.setAll((ObjectNode) mapper.valueToTree(view));
    return object;
  }

  private ObjectNode counts() {
    return mapper
        .createObjectNode()
        .put("type", "end")
        .put("sessions", sessions)
        .put("threads", threads)
        .put("responses", responses);
  }

  @Override
  public void close() {
    records.close();
  }
}
