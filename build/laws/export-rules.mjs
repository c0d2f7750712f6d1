// Lint rules about what a file gives to others: documented, and a class only where there is a life to end.

/** @type {import('eslint').Rule.RuleModule} */
export const documentedExports = {
  create(context) {
    return {
      ExportNamedDeclaration(node) {
        if (!node.declaration) return
        const comment = context.sourceCode.getCommentsBefore(node).at(-1)
        const documented =
          comment?.type === 'Block' &&
          comment.value.startsWith('*') &&
          comment.loc?.end.line === (node.loc?.start.line ?? 0) - 1
        if (!documented) {
          context.report({ node, message: 'Exports carry a docstring: meaning, units, errors.' })
        }
      },
    }
  },
}

/**
 * Classes may have a `close()`, extend another, or live in a .svelte.ts file; others are named in the options.
 * @type {import('eslint').Rule.RuleModule}
 */
export const classesWithLife = {
  meta: { schema: [{ type: 'array', items: { type: 'string' } }] },
  create(context) {
    /** @param {import('estree').ClassDeclaration | import('estree').ClassExpression} node */
    const judge = (node) => {
      const closes = node.body.body.some(
        (member) =>
          member.type === 'MethodDefinition' &&
          member.key.type === 'Identifier' &&
          member.key.name === 'close',
      )
      const allowed = context.options[0] ?? []
      if (closes || node.superClass || allowed.includes(node.id?.name)) return
      if (context.filename.endsWith('.svelte.ts')) return
      context.report({ node, message: 'Functions over classes, except what owns a close().' })
    }
    return { ClassDeclaration: judge, ClassExpression: judge }
  },
}

/** @type {import('eslint').Rule.RuleModule} */
export const noModuleState = {
  create(context) {
    const message = 'No mutable state in a module: construct it and pass it in.'
    const collections = new Set(['Map', 'Set', 'WeakMap', 'WeakSet', 'Array'])
    /** @param {import('estree').VariableDeclaration} declaration */
    const judge = (declaration) => {
      const mutable = declaration.declarations.some(
        ({ init }) =>
          init?.type === 'NewExpression' &&
          init.callee.type === 'Identifier' &&
          collections.has(init.callee.name) &&
          init.arguments.length === 0,
      )
      if (declaration.kind !== 'const' || mutable) context.report({ node: declaration, message })
    }
    return {
      'Program > VariableDeclaration': judge,
      'Program > ExportNamedDeclaration > VariableDeclaration': judge,
    }
  },
}
