package io.orchestratex.session.conversation;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * How conversations are led.
 *
 * @param historyMessages earlier exchanges that go along with a prompt, at most
 * @param historyCharacters their characters together, at most
 * @param lease how long a pending answer waits for its process to renew it, before it is settled as
 *     failed; by the clock of the database
 * @param sweepInterval pause between two renewals, and between two looks for abandoned answers
 * @param pingInterval silence after which a stream carries a comment line
 */
@ConfigurationProperties("orchestratex.session.conversation")
public record ConversationSettings(
    @Bindable(defaultValue = "20") @Min(0) @Max(1000) int historyMessages,
    @Bindable(defaultValue = "24000") @Min(0) int historyCharacters,
    @Bindable(defaultValue = "15s") Duration lease,
    @Bindable(defaultValue = ConversationSettings.SWEEP_INTERVAL) Duration sweepInterval,
    @Bindable(defaultValue = "10s") Duration pingInterval) {

  static final String SWEEP_INTERVAL = "3s";
}
