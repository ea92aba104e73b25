/**
 * The way from a question to its answer. Each stage of it is one class below this package; {@link
 * io.orchestratex.session.prompt.PromptPipeline} puts them in order.
 */
@NullMarked
package io.orchestratex.session.prompt;

import org.jspecify.annotations.NullMarked;
