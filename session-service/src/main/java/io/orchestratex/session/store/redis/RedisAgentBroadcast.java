package io.orchestratex.session.store.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.contracts.AgentEvent;
import io.orchestratex.kit.redis.RedisLink;
import io.orchestratex.session.agent.AgentBroadcast;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** Publishes {@code {"agentId":…,"status":…}} on the channel {@code channel:agent:status}. */
@Singleton
final class RedisAgentBroadcast implements AgentBroadcast {

  static final String CHANNEL = "channel:agent:status";

  private final RedisLink redis;
  private final ObjectMapper mapper;

  RedisAgentBroadcast(RedisLink redis, ObjectMapper mapper) {
    this.redis = redis;
    this.mapper = mapper;
  }

  @Override
  public void send(AgentEvent.StatusChanged change) {
    // When it fails, the link says so; Kafka has the event in any case.
    var _ = redis.ask(commands -> commands.publish(CHANNEL, message(change)));
  }

  private String message(AgentEvent.StatusChanged change) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("agentId", change.agentId());
    fields.put("status", change.to());
    try {
      return mapper.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("two texts cannot be written", e);
    }
  }
}
