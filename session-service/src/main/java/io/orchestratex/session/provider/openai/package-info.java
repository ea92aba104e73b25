/** Any address that speaks the OpenAI chat protocol. */
@NullMarked
package io.orchestratex.session.provider.openai;

import org.jspecify.annotations.NullMarked;
