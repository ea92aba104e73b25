package io.orchestratex.kit.target;

import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent about targets. None of them prints its URI. */
public final class TargetRequests {

  private TargetRequests() {}

  /**
   * A target to add.
   *
   * @param id what it is called from now on, also in the other services: 1 to 63 lower-case
   *     letters, digits and -; left out, made of engine and host
   * @param engine its engine, such as {@code mongodb}; left out, the one that the URI's scheme
   *     means
   * @param uri connection string with account and options, which are kept whole
   * @param password password of the account, where the URI does not have it; as it is, without
   *     percent signs
   * @param labels names and values that people sort targets by, at most 20; left out, none
   */
  @Introspected
  public record NewTarget(
      @Nullable @Pattern(regexp = AddedTargetRules.ID, message = AddedTargetRules.ID_MESSAGE)
          String id,
      @Nullable @Size(max = 40) String engine,
      @NotNull @Pattern(regexp = AddedTargetRules.URI, message = AddedTargetRules.URI_MESSAGE)
          String uri,
      @Nullable @Size(max = 1000) String password,
      @Nullable Map<String, String> labels) {
    @Override
    public String toString() {
      return "NewTarget[" + id + "]";
    }
  }

  /**
   * A change of a target; what is left out stays.
   *
   * @param uri connection string. Without a password, that of before is used if all the rest is as
   *     it was
   * @param password password of the account, as it is; empty for none
   * @param labels all labels from now on
   */
  @Introspected
  public record TargetChange(
      @Nullable @Pattern(regexp = AddedTargetRules.URI, message = AddedTargetRules.URI_MESSAGE)
          String uri,
      @Nullable @Size(max = 1000) String password,
      @Nullable Map<String, String> labels) {
    @Override
    public String toString() {
      return "TargetChange";
    }
  }

  /**
   * A connection to try.
   *
   * @param engine its engine; left out, the one that the URI's scheme means
   * @param uri connection string with account and options
   * @param password password of the account, where the URI does not have it; as it is, without
   *     percent signs
   */
  @Introspected
  public record TargetTrial(
      @Nullable @Size(max = 40) String engine,
      @NotNull @Pattern(regexp = AddedTargetRules.URI, message = AddedTargetRules.URI_MESSAGE)
          String uri,
      @Nullable @Size(max = 1000) String password) {
    @Override
    public String toString() {
      return "TargetTrial";
    }
  }
}
