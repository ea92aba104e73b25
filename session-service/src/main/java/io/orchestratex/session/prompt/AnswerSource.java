package io.orchestratex.session.prompt;

/**
 * Who gives an answer.
 *
 * @param provider the provider's id
 * @param model the model's name at that provider
 */
public record AnswerSource(String provider, String model) {}
